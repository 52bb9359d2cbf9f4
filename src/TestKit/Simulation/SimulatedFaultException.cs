namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>A failure that the simulation itself has brought about.</summary>
internal sealed class SimulatedFaultException(string message) : Exception(message);
