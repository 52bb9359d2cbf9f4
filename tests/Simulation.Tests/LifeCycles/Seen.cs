namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>That a number has been seen, and how often by then.</summary>
internal readonly record struct Seen(int Number, int Times);
