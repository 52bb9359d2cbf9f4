using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Aggregation;

/// <summary>The order of values in aggregates: that of the type, but strings are compared by their UTF-16 code units.</summary>
/// <remarks>By default strings are in the order of the culture of the process, which may be another on every machine.</remarks>
internal static class ValueOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare<TValue>(TValue one, TValue other) => typeof(TValue) == typeof(string)
        ? string.CompareOrdinal((string?)(object?)one, (string?)(object?)other)
        : Comparer<TValue>.Default.Compare(one, other);

    /// <summary>Throws what comparisons throw, where a value is not comparable: one that is kept would spoil those behind it.</summary>
    public static void Verify<TValue>(TValue value) => Compare(value, value);
}
