namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>A sink does not do what it promises.</summary>
/// <param name="message">What was expected, and what was seen.</param>
public sealed class SinkContractException(string message) : Exception(message);
