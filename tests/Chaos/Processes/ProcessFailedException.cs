namespace AkkaStreamProc.Chaos.Processes;

/// <summary>A process did not do what the test stands on; tells what it wrote.</summary>
internal sealed class ProcessFailedException(string message) : Exception(message);
