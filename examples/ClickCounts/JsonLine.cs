using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>Writes one record as a line of JSON.</summary>
internal static class JsonLine
{
    private const int MaxTimeLength = 32;
    private const int YearsOfCycle = 400;
    private const long MsOfCycle = 146_097L * 86_400_000;

    // The lines are for files and topics, not for HTML, so only what JSON itself asks for is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <summary>A writer onto <paramref name="output"/>, to be flushed by the caller before the next one is begun on this thread.</summary>
    public static Utf8JsonWriter Begin(IBufferWriter<byte> output)
    {
        var writer = _writer ??= new Utf8JsonWriter(output, Options);
        writer.Reset(output);
        return writer;
    }

    /// <summary>Writes a time as <c>2024-01-31T23:59:59.999Z</c>.</summary>
    /// <remarks>A window of the year 9999 may end behind it; such a time is written with a sign: <c>+10000-01-01T00:00:00.000Z</c>.</remarks>
    public static void WriteTime(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, long milliseconds)
    {
        Span<byte> text = stackalloc byte[MaxTimeLength];
        var length = milliseconds <= EventTimes.Max ? Format(milliseconds, text) : FormatBeyond(milliseconds, text);
        writer.WriteString(name, text[..length]);
    }

    private static int Format(long milliseconds, Span<byte> text)
    {
        DateTime.UnixEpoch.AddMilliseconds(milliseconds).TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>The calendar repeats itself every 400 years, so the rest of a time is that of an earlier cycle.</summary>
    private static int FormatBeyond(long milliseconds, Span<byte> text)
    {
        var cycles = (milliseconds - EventTimes.Max + MsOfCycle - 1) / MsOfCycle;
        Span<byte> earlier = stackalloc byte[MaxTimeLength];
        var length = Format(milliseconds - cycles * MsOfCycle, earlier);
        var year = int.Parse(earlier[..4], CultureInfo.InvariantCulture) + cycles * YearsOfCycle;
        text[0] = (byte)'+';
        year.TryFormat(text[1..], out var digits, provider: CultureInfo.InvariantCulture);
        earlier[4..length].CopyTo(text[(1 + digits)..]);
        return 1 + digits + length - 4;
    }
}
