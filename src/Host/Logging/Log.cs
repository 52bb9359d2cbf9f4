using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Akka.Event;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Logging;

/// <summary>Writes log lines to standard error. Any thread may call it.</summary>
internal sealed class Log(Terminal terminal, LogFormat format, LogLevel level, LogLevel akkaLevel, bool withStackTraces)
{
    private const string AkkaNamespace = "Akka.";

    public LogFormat Format => format;

    /// <summary>Whether errors are written with their stack traces.</summary>
    public bool WithStackTraces => withStackTraces;

    /// <summary>The level that lets through everything that may be written.</summary>
    public LogLevel LowestLevel => level < akkaLevel ? level : akkaLevel;

    /// <summary>Whether a line of this class would be written.</summary>
    /// <param name="origin">The full name of the class that logs.</param>
    /// <param name="lineLevel">How important it is.</param>
    public bool IsEnabled(string origin, LogLevel lineLevel) =>
        lineLevel >= (origin.StartsWith(AkkaNamespace, StringComparison.Ordinal) ? akkaLevel : level);

    /// <summary>Writes a line.</summary>
    public void Write(DateTimeOffset time, LogLevel lineLevel, string source, string message, Exception? cause = null) =>
        terminal.Complain(format == LogFormat.Json ? Json(time, lineLevel, source, message, cause, []) : Text(time, lineLevel, source, message, cause));

    /// <summary>Says something to the person who started the process: as it is, or as a log line where those are for machines.</summary>
    /// <param name="message">What to say.</param>
    /// <param name="fields">The numbers and names in it, which a log for machines has as members of their own.</param>
    public void Say(string message, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        if (format == LogFormat.Json)
        {
            terminal.Complain(Json(DateTimeOffset.UtcNow, LogLevel.InfoLevel, "host", message, null, fields));
        }
        else
        {
            terminal.Say(message);
        }
    }

    /// <summary>Writes what went wrong for good.</summary>
    /// <param name="message">A whole sentence.</param>
    /// <param name="fields">As of <see cref="Say"/>.</param>
    public void Complain(string message, params ReadOnlySpan<(string Name, object? Value)> fields) => terminal.Complain(
        format == LogFormat.Json ? Json(DateTimeOffset.UtcNow, LogLevel.ErrorLevel, "host", message, null, fields) : $"error: {message}");

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long or int:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteNumberValue(Math.Round(number, 3));
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => "debug",
        LogLevel.InfoLevel => "info",
        LogLevel.WarningLevel => "warning",
        _ => "error",
    };

    private string Text(DateTimeOffset time, LogLevel lineLevel, string source, string message, Exception? cause)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.ToLocalTime():HH:mm:ss.fff} {NameOf(lineLevel),-7} {(source.Length > 0 ? source + ": " : "")}{message}");
        return cause is null ? line : line + (withStackTraces ? Environment.NewLine + cause : $" ({cause.GetType().Name}: {cause.Message})");
    }

    private string Json(DateTimeOffset time, LogLevel lineLevel, string source, string message, Exception? cause, ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        writer.WriteString("level", NameOf(lineLevel));
        writer.WriteString("source", source.Length > 0 ? source : "job");
        writer.WriteString("message", message);
        if (cause is not null)
        {
            writer.WriteString("exception", withStackTraces ? cause.ToString() : $"{cause.GetType().FullName}: {cause.Message}");
        }

        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
