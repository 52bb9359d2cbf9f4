namespace AkkaStreamProc.Simulation.Tests;

/// <summary>A record of the simulated streams; the number tells records of equal content apart.</summary>
internal sealed record Click(string User, long Time, int Number);
