using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The comparers that can be kept with a collection: the default of the type, and those of strings that no culture has a part in.</summary>
/// <remarks>One byte. Others (of a culture that the process has, of a delegate, of the user's) are refused, because a restore could not make them again.</remarks>
internal static class StoredComparers
{
    private const byte Default = 0;

    private static readonly StringComparer?[] OfStrings =
        [null, StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase];

    public static void Verify<T>(IEqualityComparer<T>? comparer) => NumberOf(comparer, EqualityComparer<T>.Default);

    public static void Verify<T>(IComparer<T>? comparer) => NumberOf(comparer, Comparer<T>.Default);

    public static void Write<T>(SnapshotWriter writer, IEqualityComparer<T>? comparer) => writer.WriteByte(NumberOf(comparer, EqualityComparer<T>.Default));

    public static void Write<T>(SnapshotWriter writer, IComparer<T>? comparer) => writer.WriteByte(NumberOf(comparer, Comparer<T>.Default));

    public static IEqualityComparer<T> ReadEquality<T>(SnapshotReader reader) =>
        reader.ReadByte() is var number && (number == Default || typeof(T) != typeof(string)) ? EqualityComparer<T>.Default : (IEqualityComparer<T>)OfStrings[number]!;

    public static IComparer<T> ReadOrder<T>(SnapshotReader reader) =>
        reader.ReadByte() is var number && (number == Default || typeof(T) != typeof(string)) ? Comparer<T>.Default : (IComparer<T>)OfStrings[number]!;

    private static byte NumberOf(object? comparer, object byDefault)
    {
        if (comparer is null || comparer.Equals(byDefault))
        {
            return Default;
        }

        var number = Array.FindIndex(OfStrings, c => ReferenceEquals(c, comparer));
        return number > 0
            ? (byte)number
            : throw new StateValueException(
                $"its comparer ({comparer.GetType()}) cannot be kept. Use the default comparer of the type, StringComparer.Ordinal, OrdinalIgnoreCase, " +
                $"InvariantCulture or InvariantCultureIgnoreCase, or give the state a serializer ({nameof(IStateSerializer<>)})");
    }
}
