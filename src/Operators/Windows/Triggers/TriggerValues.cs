using System.Numerics;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows.Triggers;

/// <summary>What triggers have in common.</summary>
internal static class TriggerValues
{
    /// <exception cref="StreamProcessingException">It is not one or more whole milliseconds.</exception>
    /// <param name="length">The length.</param>
    /// <param name="what">Whose it is, for the message: <c>a trigger with an interval</c>.</param>
    public static long Milliseconds(TimeSpan length, string what) =>
        Duration.WholeMilliseconds(length) is > 0 and { } milliseconds
            ? milliseconds
            : throw new StreamProcessingException($"{what} of {length} is not possible: it must be one or more whole milliseconds.");

    /// <exception cref="StreamProcessingException">It is less than one.</exception>
    /// <param name="records">How many.</param>
    /// <param name="what">What for, for the message: <c>A trigger</c>.</param>
    public static TNumber Positive<TNumber>(TNumber records, string what)
        where TNumber : INumber<TNumber> =>
        records >= TNumber.One ? records : throw new StreamProcessingException($"{what} for {records} records is not possible: it must be one or more.");

    /// <summary>The same moments without one; <see langword="null"/> for none.</summary>
    public static long[]? Without(long[] timers, long timestamp) => timers.Length == 1 ? null : Array.FindAll(timers, t => t != timestamp);

    public static long? Earlier(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
