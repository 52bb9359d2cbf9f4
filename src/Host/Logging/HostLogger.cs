using Akka.Actor;
using Akka.Event;

namespace AkkaStreamProc.Host.Logging;

/// <summary>Takes what actors log, and writes what the levels let through.</summary>
/// <remarks>Public because the actor system creates it from its name in <c>hocon/host.conf</c>.</remarks>
public sealed class HostLogger : ReceiveActor
{
    private const string OurNamespace = "AkkaStreamProc.";

    /// <summary>Creates the logger in an actor system that was set up by the Host.</summary>
    public HostLogger()
    {
        var log = Context.System.Settings.Setup.Get<LogSetup>().Value.Log;
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(line => Write(log, line));
    }

    private static void Write(Log log, LogEvent line)
    {
        var origin = line.LogClass?.FullName ?? line.LogSource;
        if (log.IsEnabled(origin, line.LogLevel()) && !IsSaidTwice(log, line))
        {
            // Of our own lines the job stands in front already; of Akka's the class is what one searches for.
            var name = origin.StartsWith(OurNamespace, StringComparison.Ordinal) ? "" : line.LogClass?.Name ?? line.LogSource;
            log.Write(new DateTimeOffset(line.Timestamp), line.LogLevel(), name, line.Message?.ToString() ?? "", line.Cause);
        }
    }

    /// <summary>A job announces why an attempt failed; the error with its stack trace is for those who ask for it.</summary>
    private static bool IsSaidTwice(Log log, LogEvent line) =>
        !log.WithStackTraces && line is { Cause: StreamProcessingException } && line.LogLevel() >= LogLevel.WarningLevel;
}
