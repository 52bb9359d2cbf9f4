namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>The lowest and the highest number of a window.</summary>
internal sealed record Spread(int Lowest, int Highest);
