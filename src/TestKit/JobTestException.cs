namespace AkkaStreamProc.TestKit;

/// <summary>A job did not do what its test expects, or could not run.</summary>
/// <param name="message">What was expected, and what came.</param>
/// <param name="cause">What failed, where something did.</param>
public sealed class JobTestException(string message, Exception? cause = null) : Exception(message, cause);
