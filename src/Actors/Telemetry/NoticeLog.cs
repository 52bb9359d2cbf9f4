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

    private const string FunctionTemplate = "{Origin}: {Text}";

    /// <summary>Logs what a function says by a logger of its own, under whatever number it has.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="origin">The operator and the subtask.</param>
    /// <param name="level">The level.</param>
    /// <param name="id">The number and the name of the message, if it has any.</param>
    /// <param name="text">What it says.</param>
    /// <param name="cause">The error, where there is one.</param>
    public static void Write(
        this ILoggingAdapter log, string origin, Microsoft.Extensions.Logging.LogLevel level, Microsoft.Extensions.Logging.EventId id, string text, Exception? cause)
    {
        if (id.Name is null && id.Id == 0)
        {
            log.Log(LevelOf(level), cause!, FunctionTemplate, origin, text);
        }
        else
        {
            log.Log(LevelOf(level), cause!, Template, origin, text, id.Name ?? "", id.Id);
        }
    }

    /// <summary>The level of Akka.NET for one of .NET.</summary>
    public static LogLevel LevelOf(Microsoft.Extensions.Logging.LogLevel level) => level switch
    {
        Microsoft.Extensions.Logging.LogLevel.Trace or Microsoft.Extensions.Logging.LogLevel.Debug => LogLevel.DebugLevel,
        Microsoft.Extensions.Logging.LogLevel.Information => LogLevel.InfoLevel,
        Microsoft.Extensions.Logging.LogLevel.Warning => LogLevel.WarningLevel,
        _ => LogLevel.ErrorLevel,
    };

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
