using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>Arrays of one dimension that begin at 0: their length and their elements.</summary>
internal sealed class ArrayStateSerializer<T> : ReferenceStateSerializer<T[]>
{
    // Numbers whose bytes in memory are those of the format.
    private static readonly bool IsBlittable = BitConverter.IsLittleEndian && typeof(T).IsPrimitive && typeof(T) != typeof(bool);

    private StateSerializer<T> _element = null!;
    private bool _isCopied = IsBlittable;

    public override IReadOnlyList<StateSerializer> Parts => [_element];

    public override bool RepeatsParts => true;

    public override bool HasExceptions => !typeof(T).IsValueType || typeof(T).IsPrimitive;

    public override void Bind(StateSerializerBuilder builder) => _element = builder.Part<T>("[]");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (written.ElementOf(1) is not { } element)
        {
            return null;
        }

        var reader = (ArrayStateSerializer<T>)MemberwiseClone();
        evolution.Open(reader);
        reader._element = evolution.Part(_element, element, "[]");
        reader._isCopied = IsBlittable && reader._element == _element;
        return reader;
    }

    protected override void WriteContent(SnapshotWriter writer, T[] value)
    {
        writer.WriteCount(value.Length);
        if (_isCopied)
        {
            writer.WriteRaw(BytesOf(value));
            return;
        }

        Elements.Write(writer, _element, value);
    }

    protected override T[] Create(SnapshotReader reader) => new T[reader.ReadCount()];

    protected override void Fill(SnapshotReader reader, T[] value)
    {
        if (_isCopied)
        {
            var bytes = BytesOf(value);
            reader.Take(bytes.Length).CopyTo(bytes);
            return;
        }

        for (var i = 0; i < value.Length; i++)
        {
            value[i] = _element.ReadPart(reader);
        }
    }

    private static Span<byte> BytesOf(T[] value) => value.Length == 0
        ? []
        : MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(value)), checked(value.Length * Unsafe.SizeOf<T>()));
}

/// <summary>Arrays of several dimensions: for each its length and where it begins, then the elements, the last dimension fastest.</summary>
internal sealed class GridStateSerializer<TArray, T> : ReferenceStateSerializer<TArray>
    where TArray : class
{
    private static readonly int Rank = typeof(TArray).GetArrayRank();

    private StateSerializer<T> _element = null!;

    public override IReadOnlyList<StateSerializer> Parts => [_element];

    public override bool RepeatsParts => true;

    public override void Bind(StateSerializerBuilder builder) => _element = builder.Part<T>("[]");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (written.ElementOf(Rank) is not { } element)
        {
            return null;
        }

        var reader = (GridStateSerializer<TArray, T>)MemberwiseClone();
        evolution.Open(reader);
        reader._element = evolution.Part(_element, element, "[]");
        return reader;
    }

    protected override void WriteContent(SnapshotWriter writer, TArray value)
    {
        var array = (Array)(object)value;
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            writer.WriteCount(array.GetLength(dimension));
            writer.WriteInt32(array.GetLowerBound(dimension));
        }

        Elements.Write(writer, _element, ElementsOf(array));
    }

    protected override TArray Create(SnapshotReader reader)
    {
        var (lengths, bounds) = (new int[Rank], new int[Rank]);
        for (var dimension = 0; dimension < Rank; dimension++)
        {
            lengths[dimension] = reader.ReadCount();
            bounds[dimension] = reader.ReadInt32();
        }

        return (TArray)(object)Array.CreateInstance(typeof(T), lengths, bounds);
    }

    protected override void Fill(SnapshotReader reader, TArray value)
    {
        foreach (ref var element in ElementsOf((Array)(object)value))
        {
            element = _element.ReadPart(reader);
        }
    }

    private static Span<T> ElementsOf(Array array) => array.Length == 0
        ? []
        : MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
}

/// <summary>A struct that is a row of elements of one type in place (an inline array, a fixed buffer).</summary>
internal sealed class RowStateSerializer<TRow, T>(int length) : StateSerializer<TRow>
    where TRow : struct
{
    private StateSerializer<T> _element = null!;

    public override string TypeName => $"{StateSchema.NameOf(typeof(TRow))}({length} {_element.TypeName})";

    public override IReadOnlyList<StateSerializer> Parts => [_element];

    public override bool RepeatsParts => true;

    public override void Bind(StateSerializerBuilder builder) => _element = builder.Part<T>("[]");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution) =>
        StateNames.Of(typeof(TRow)).Contains(written.Head) && written.Row is var (count, element) && count == length
            ? new RowStateSerializer<TRow, T>(length) { _element = evolution.Part(_element, element, "[]") }
            : null;

    public override void WritePart(SnapshotWriter writer, in TRow value) => Elements.Write(writer, _element, ElementsOf(ref Unsafe.AsRef(in value)));

    public override TRow ReadPart(SnapshotReader reader)
    {
        var value = default(TRow);
        foreach (ref var element in ElementsOf(ref value))
        {
            element = _element.ReadPart(reader);
        }

        return value;
    }

    private Span<T> ElementsOf(ref TRow value) => MemoryMarshal.CreateSpan(ref Unsafe.As<TRow, T>(ref value), length);
}

/// <summary>Elements one behind the other; where one is refused, its position is named.</summary>
internal static class Elements
{
    public static void Write<T>(SnapshotWriter writer, StateSerializer<T> element, ReadOnlySpan<T> values)
    {
        var i = 0;
        try
        {
            for (; i < values.Length; i++)
            {
                element.WritePart(writer, values[i]);
            }
        }
        catch (StateValueException refusal)
        {
            throw refusal.In($"[{i}]");
        }
    }

    /// <param name="writer">Takes the elements.</param>
    /// <param name="element">How each is written.</param>
    /// <param name="values">The elements.</param>
    /// <param name="areKeys">Whether a restore hashes or compares them.</param>
    public static void Write<T>(SnapshotWriter writer, StateSerializer<T> element, IEnumerable<T> values, bool areKeys)
    {
        var i = 0;
        var outer = areKeys ? writer.References.BeginKey() : 0;
        try
        {
            foreach (var value in values)
            {
                element.WritePart(writer, value);
                i++;
            }
        }
        catch (StateValueException refusal)
        {
            throw refusal.In($"[{i}]");
        }

        if (areKeys)
        {
            writer.References.EndKey(outer);
        }
    }
}
