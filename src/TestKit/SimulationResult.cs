namespace AkkaStreamProc.TestKit;

/// <summary>What a simulation has been through.</summary>
/// <param name="Steps">Messages delivered and other steps taken.</param>
/// <param name="Crashes">How often everything was lost and restored.</param>
/// <param name="Faults">How many other faults there were.</param>
/// <param name="Attempts">How many attempts there were, the first included.</param>
/// <param name="Checkpoints">The number of the last completed checkpoint.</param>
/// <param name="Late">Records counted as late by all operators together, as the last checkpoint has it.</param>
public sealed record SimulationResult(int Steps, int Crashes, int Faults, int Attempts, long Checkpoints, long Late);
