using Akka.Event;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Telemetry;

/// <summary>The only way to the log: every message is a notice, whose kind and origin a logger finds as properties.</summary>
/// <remarks>
/// Through Akka's own adapter, since a plain actor system has no other logger; its templates have names, so that Serilog, NLog
/// and Microsoft.Extensions.Logging behind it see <c>EventId</c>, <c>EventName</c>, <c>Origin</c> and <c>Text</c> apart.
/// </remarks>
internal static class NoticeLog
{
    private const string Template = "{Origin}: {Text} [{EventName} {EventId}]";

    /// <summary>Logs.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="origin">The job, or the operator.</param>
    /// <param name="notice">What.</param>
    /// <param name="cause">The error with its stack trace, where there is one.</param>
    public static void Write(this ILoggingAdapter log, string origin, Notice notice, Exception? cause = null)
    {
        var (kind, text) = notice;
        var level = kind.Level switch
        {
            NoticeLevel.Error => LogLevel.ErrorLevel,
            NoticeLevel.Warning => LogLevel.WarningLevel,
            _ => LogLevel.InfoLevel,
        };
        log.Log(level, cause!, Template, origin, text, kind.Name, kind.Id);
    }
}
