using System.Numerics;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Numbers that are read as a type that has every value of the one they were written as.</summary>
internal static class Widening
{
    // C#'s implicit conversions, without those that round (from int, uint, long and ulong to float, and from long and ulong to double).
    private static readonly (Type From, Type[] To)[] Allowed =
    [
        (typeof(sbyte), [typeof(short), typeof(int), typeof(long), typeof(Int128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)]),
        (typeof(byte), [typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)]),
        (typeof(short), [typeof(int), typeof(long), typeof(Int128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)]),
        (typeof(ushort), [typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(float), typeof(double), typeof(decimal), typeof(BigInteger)]),
        (typeof(int), [typeof(long), typeof(Int128), typeof(double), typeof(decimal), typeof(BigInteger)]),
        (typeof(uint), [typeof(long), typeof(ulong), typeof(Int128), typeof(UInt128), typeof(double), typeof(decimal), typeof(BigInteger)]),
        (typeof(long), [typeof(Int128), typeof(decimal), typeof(BigInteger)]),
        (typeof(ulong), [typeof(Int128), typeof(UInt128), typeof(decimal), typeof(BigInteger)]),
        (typeof(Int128), [typeof(BigInteger)]),
        (typeof(UInt128), [typeof(BigInteger)]),
        (typeof(Half), [typeof(float), typeof(double)]),
        (typeof(float), [typeof(double)]),
    ];

    private static readonly Dictionary<(string From, Type To), StateSerializer> Readers =
        (from pair in Allowed
         from to in pair.To
         select (pair.From, to))
        .ToDictionary(
            pair => (StateSchema.NameOf(pair.From), pair.to),
            pair => (StateSerializer)Activator.CreateInstance(typeof(WidenedPart<,>).MakeGenericType(pair.From, pair.to), Scalars.Find(pair.From))!);

    /// <summary>Reads as a type what was written as a narrower one; <see langword="null"/> where it is not narrower.</summary>
    public static StateSerializer? Find(string written, Type now) => Readers.GetValueOrDefault((written, now));

    private sealed class WidenedPart<TFrom, TTo>(StateSerializer<TFrom> from) : ReadingSerializer<TTo>
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo>
    {
        public override TTo ReadPart(SnapshotReader reader) => TTo.CreateChecked(from.ReadPart(reader));
    }
}
