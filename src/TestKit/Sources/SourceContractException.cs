namespace AkkaStreamProc.TestKit.Sources;

/// <summary>A source does not do what it promises.</summary>
/// <param name="message">What was expected, and what was seen.</param>
/// <param name="cause">What the source failed with, if it did.</param>
public sealed class SourceContractException(string message, Exception? cause = null) : Exception(message, cause);
