
namespace AkkaStreamProc.Host;

/// <summary>The process ends with a message for the person who started it.</summary>
internal sealed class HostException(string message, int exitCode, Exception? innerException = null)
    : StreamProcessingException(message, innerException)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line, a setting or a job's definition is wrong.</summary>
    public static HostException Usage(string message, Exception? innerException = null) =>
        new(message, Host.ExitCode.WrongUsage, innerException);

    /// <summary>Something outside the process cannot be used.</summary>
    public static HostException Unavailable(string message, Exception? innerException = null) =>
        new(message, Host.ExitCode.Unavailable, innerException);
}
