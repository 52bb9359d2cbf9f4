using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaStreamProc.Operators.Keys;

/// <summary>The hash of a key, the same in every process, on every machine and in every version.</summary>
/// <typeparam name="TKey">
/// An integer, floating-point or enumeration type, <see cref="bool"/>, <see cref="char"/>, <see cref="string"/>,
/// <see cref="Guid"/>, <see cref="decimal"/>, a date or time type, or a tuple, record, anonymous type or plain struct of those;
/// or a type that says its hash (<see cref="IStableHash"/>). A record with derived ones declares them
/// (<see cref="StateDerivedTypeAttribute"/>).
/// </typeparam>
/// <remarks>
/// XxHash3 over a canonical form: integers as eight little-endian bytes, strings as UTF-16. Equal keys have equal hashes,
/// also where equal keys differ in their bits (0.0 and −0.0, 1.0m and 1.00m, the same instant in two time zones).
/// </remarks>
public static class KeyHash<TKey>
    where TKey : notnull
{
    /// <summary>Computes the hash of a key.</summary>
    /// <exception cref="StreamProcessingException">The type has no stable hash; names the type and the way out.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(TKey key)
    {
        if (typeof(TKey) == typeof(long))
        {
            return KeyHash.OfInteger((long)(object)key);
        }

        if (typeof(TKey) == typeof(ulong))
        {
            return KeyHash.OfInteger((long)(ulong)(object)key);
        }

        if (typeof(TKey) == typeof(int))
        {
            return KeyHash.OfInteger((int)(object)key);
        }

        if (typeof(TKey) == typeof(uint))
        {
            return KeyHash.OfInteger((uint)(object)key);
        }

        if (typeof(TKey) == typeof(Guid))
        {
            return KeyHash.OfGuid((Guid)(object)key);
        }

        return Structural<TKey>.Hash(key);
    }

    /// <summary>Computes the hashes of many keys at once, each as <see cref="Of(TKey)"/> does.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="hashes">Has room for as many hashes.</param>
    /// <inheritdoc cref="Of(TKey)" path="/exception"/>
    internal static void Of(ReadOnlySpan<TKey> keys, Span<ulong> hashes)
    {
        if (typeof(TKey) == typeof(long) || typeof(TKey) == typeof(ulong))
        {
            ref var first = ref Unsafe.As<TKey, ulong>(ref MemoryMarshal.GetReference(keys));
            KeyHash.OfIntegers(MemoryMarshal.CreateReadOnlySpan(ref first, keys.Length), hashes);
            return;
        }

        for (var i = 0; i < keys.Length; i++)
        {
            hashes[i] = Of(keys[i]);
        }
    }

    /// <summary>Refuses a type that cannot be a key, before there is one.</summary>
    /// <inheritdoc cref="Of(TKey)" path="/exception"/>
    internal static void Verify() => Structural.HashOf(System.Linq.Expressions.Expression.Default(typeof(TKey)), []);
}

/// <summary>The hashes of the types that keys are made of.</summary>
internal static class KeyHash
{
    private const ulong Flip = 0x1CAD21F72C81017C ^ 0xDB979083E96DD4DE;
    private const ulong Prime = 0x9FB21C651E98DF25;

    /// <summary>XxHash3 of the eight little-endian bytes of the value, inlined (its 4-to-8-byte form).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong OfInteger(long value)
    {
        var hash = BitOperations.RotateLeft((ulong)value, 32) ^ Flip;
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= Prime;
        hash ^= (hash >> 35) + sizeof(long);
        hash *= Prime;
        return hash ^ (hash >> 28);
    }

    /// <summary><see cref="OfInteger"/> of many values, as many at a time as a vector holds.</summary>
    public static void OfIntegers(ReadOnlySpan<ulong> values, Span<ulong> hashes)
    {
        var i = 0;
        for (; i <= values.Length - Vector<ulong>.Count; i += Vector<ulong>.Count)
        {
            var value = new Vector<ulong>(values[i..]);
            var hash = (value << 32 | value >>> 32) ^ new Vector<ulong>(Flip);
            hash ^= (hash << 49 | hash >>> 15) ^ (hash << 24 | hash >>> 40);
            hash *= Prime;
            hash ^= (hash >>> 35) + new Vector<ulong>(sizeof(long));
            hash *= Prime;
            (hash ^ (hash >>> 28)).CopyTo(hashes[i..]);
        }

        for (; i < values.Length; i++)
        {
            hashes[i] = OfInteger((long)values[i]);
        }
    }

    public static ulong OfString(string value) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(value.AsSpan()));

    public static ulong OfGuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes);
        return XxHash3.HashToUInt64(bytes);
    }

    public static ulong OfDouble(double value) =>
        OfInteger(BitConverter.DoubleToInt64Bits(value == 0 ? 0 : double.IsNaN(value) ? double.NaN : value));

    public static ulong OfSingle(float value) => OfDouble(value);

    public static ulong OfDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        // Dividing by one with many decimals removes trailing zeros, so that 1.0 and 1.00 agree. A zero keeps its sign.
        decimal.GetBits(value == 0 ? 0m : value / 1.000000000000000000000000000000000m, parts);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(parts));
    }

    public static ulong OfStable<T>(T value)
        where T : IStableHash => OfInteger((long)value.GetStableHash());

    public static ulong OfUndeclared(object value, Type declared) => throw new StreamProcessingException(
        $"The key '{value}' has the type {value.GetType()}, which is not among the derived types that are declared on {declared}. " +
        $"Declare it there with [StateDerivedType(typeof({value.GetType().Name}))].");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong first, ulong second) => OfInteger((long)(BitOperations.RotateLeft(first, 23) ^ second));
}
