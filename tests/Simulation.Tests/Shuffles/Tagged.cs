namespace AkkaStreamProc.Simulation.Tests.Shuffles;

/// <summary>A click on its second way, with how many of its number had come before.</summary>
internal sealed record Tagged(string User, int Number, bool IsFirst);
