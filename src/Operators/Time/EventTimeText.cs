using System.Globalization;

namespace AkkaStreamProc.Operators.Time;

/// <summary>Writes event times for people.</summary>
internal static class EventTimeText
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>ISO 8601 in UTC with milliseconds; the number itself where it lies beyond the calendar.</summary>
    public static string Of(long timestampMs) => timestampMs < Earliest || timestampMs > Latest
        ? $"{timestampMs} ms"
        : DateTimeOffset.FromUnixTimeMilliseconds(timestampMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
