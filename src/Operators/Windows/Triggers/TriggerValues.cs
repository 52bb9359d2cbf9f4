using System.Numerics;

namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>What triggers have in common.</summary>
internal static class TriggerValues
{
    /// <exception cref="StreamProcessingException">It is not one or more whole milliseconds.</exception>
    public static long Milliseconds(TimeSpan length, string what) =>
        length >= TimeSpan.FromMilliseconds(1) && length.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? length.Ticks / TimeSpan.TicksPerMillisecond
            : throw new StreamProcessingException($"A trigger with a {what} of {length} is not possible: it must be one or more whole milliseconds.");

    /// <exception cref="StreamProcessingException">It is less than one.</exception>
    public static TNumber Positive<TNumber>(TNumber records, string what)
        where TNumber : INumber<TNumber> =>
        records >= TNumber.One ? records : throw new StreamProcessingException($"A trigger with {what} for {records} records is not possible: it must be one or more.");

    /// <summary>The last multiple of an interval at or before a time.</summary>
    public static long Floor(long time, long interval)
    {
        var remainder = time % interval;
        return time - (remainder < 0 ? remainder + interval : remainder);
    }

    public static long? Earlier(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
