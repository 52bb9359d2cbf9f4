using System.Collections.Immutable;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>An immutable collection: what makes it, the number of its elements, and the elements.</summary>
internal abstract class ImmutableStateSerializer<TCollection, T> : ReferenceStateSerializer<TCollection>
    where TCollection : class
{
    private StateSerializer<T> _element = null!;

    public override bool IsTracked => false;

    public override IReadOnlyList<StateSerializer> Parts => [_element];

    public override bool RepeatsParts => true;

    protected virtual bool HasKeys => false;

    /// <summary>Whether elements are pairs, of which the key alone is hashed or compared.</summary>
    private static bool HasPairs => typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    /// <summary>The element as it was written.</summary>
    protected virtual WrittenType? ElementOf(WrittenType written) => written.Arguments is [var element] ? element : null;

    public override void Bind(StateSerializerBuilder builder) => _element = builder.Part<T>("[]");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (written.Head != StateSchema.NameWithoutArguments(typeof(TCollection)) || ElementOf(written) is not { } element)
        {
            return null;
        }

        var reader = (ImmutableStateSerializer<TCollection, T>)MemberwiseClone();
        evolution.Open(reader);
        reader._element = evolution.Part(_element, element, "[]", HasKeys && !HasPairs);
        return reader;
    }

    protected override void WriteContent(SnapshotWriter writer, TCollection value)
    {
        WriteHead(writer, value);
        var elements = InOrder(value);
        writer.WriteCount(elements.Count);
        Elements.Write(writer, _element, elements, HasKeys);
    }

    protected T[] ReadElements(SnapshotReader reader)
    {
        var elements = new T[reader.ReadCount()];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = _element.ReadPart(reader);
        }

        return elements;
    }

    /// <summary>Writes what <see cref="ReferenceStateSerializer{T}.Create"/> reads before the elements.</summary>
    protected virtual void WriteHead(SnapshotWriter writer, TCollection value)
    {
    }

    protected abstract IReadOnlyCollection<T> InOrder(TCollection value);
}

/// <summary>An array that may be missing, which is something else than being empty.</summary>
internal sealed class ImmutableArrayStateSerializer<T> : StateSerializer<ImmutableArray<T>>
{
    private StateSerializer<T[]?> _array = null!;

    public override string TypeName => StateSchema.NameOf(typeof(ImmutableArray<T>));

    public override IReadOnlyList<StateSerializer> Parts => [_array];

    public override void Bind(StateSerializerBuilder builder) => _array = builder.Part<T[]?>("");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution) =>
        written.Head == StateSchema.NameWithoutArguments(typeof(ImmutableArray<T>)) && written.Arguments is [var element]
            ? new ImmutableArrayStateSerializer<T> { _array = evolution.Part(_array, new WrittenType($"{element}[]"), "") }
            : null;

    public override void WritePart(SnapshotWriter writer, in ImmutableArray<T> value) =>
        _array.WritePart(writer, System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(value));

    public override ImmutableArray<T> ReadPart(SnapshotReader reader) =>
        System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(_array.ReadPart(reader));

    public override void Check(in ImmutableArray<T> value, int depth = 0) =>
        _array.Check(System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray(value), depth);
}

internal sealed class ImmutableListStateSerializer<T> : ImmutableStateSerializer<ImmutableList<T>, T>
{
    protected override IReadOnlyCollection<T> InOrder(ImmutableList<T> value) => value;

    protected override ImmutableList<T> Create(SnapshotReader reader) => [.. ReadElements(reader)];
}

internal sealed class ImmutableQueueStateSerializer<T> : ImmutableStateSerializer<ImmutableQueue<T>, T>
{
    protected override IReadOnlyCollection<T> InOrder(ImmutableQueue<T> value) => [.. value];

    protected override ImmutableQueue<T> Create(SnapshotReader reader) => ImmutableQueue.Create(ReadElements(reader));
}

/// <summary>From the bottom of the stack to its top.</summary>
internal sealed class ImmutableStackStateSerializer<T> : ImmutableStateSerializer<ImmutableStack<T>, T>
{
    protected override IReadOnlyCollection<T> InOrder(ImmutableStack<T> value) => [.. value.Reverse()];

    protected override ImmutableStack<T> Create(SnapshotReader reader) => ImmutableStack.Create(ReadElements(reader));
}

internal sealed class ImmutableHashSetStateSerializer<T> : ImmutableStateSerializer<ImmutableHashSet<T>, T>
{
    public override bool HasExceptions => true;

    protected override bool HasKeys => true;

    protected override void WriteHead(SnapshotWriter writer, ImmutableHashSet<T> value) => StoredComparers.Write(writer, value.KeyComparer);

    protected override IReadOnlyCollection<T> InOrder(ImmutableHashSet<T> value) => value;

    protected override ImmutableHashSet<T> Create(SnapshotReader reader) =>
        ImmutableHashSet.Create(StoredComparers.ReadEquality<T>(reader), ReadElements(reader));

    protected override void CheckContent(ImmutableHashSet<T> value, int depth) => StoredComparers.Verify(value.KeyComparer);
}

internal sealed class ImmutableSortedSetStateSerializer<T> : ImmutableStateSerializer<ImmutableSortedSet<T>, T>
{
    public override bool HasExceptions => true;

    protected override bool HasKeys => true;

    protected override void WriteHead(SnapshotWriter writer, ImmutableSortedSet<T> value) => StoredComparers.Write(writer, value.KeyComparer);

    protected override IReadOnlyCollection<T> InOrder(ImmutableSortedSet<T> value) => value;

    protected override ImmutableSortedSet<T> Create(SnapshotReader reader) =>
        ImmutableSortedSet.Create(StoredComparers.ReadOrder<T>(reader), ReadElements(reader));

    protected override void CheckContent(ImmutableSortedSet<T> value, int depth) => StoredComparers.Verify(value.KeyComparer);
}

internal sealed class ImmutableDictionaryStateSerializer<TKey, TValue> : ImmutableStateSerializer<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool HasExceptions => true;

    protected override bool HasKeys => true;

    protected override WrittenType? ElementOf(WrittenType written) => Pairs.ElementOf(written);

    protected override void WriteHead(SnapshotWriter writer, ImmutableDictionary<TKey, TValue> value)
    {
        StoredComparers.Write(writer, value.KeyComparer);
        StoredComparers.Write(writer, value.ValueComparer);
    }

    protected override IReadOnlyCollection<KeyValuePair<TKey, TValue>> InOrder(ImmutableDictionary<TKey, TValue> value) => value;

    protected override ImmutableDictionary<TKey, TValue> Create(SnapshotReader reader) =>
        ImmutableDictionary.Create(StoredComparers.ReadEquality<TKey>(reader), StoredComparers.ReadEquality<TValue>(reader)).AddRange(ReadElements(reader));

    protected override void CheckContent(ImmutableDictionary<TKey, TValue> value, int depth)
    {
        StoredComparers.Verify(value.KeyComparer);
        StoredComparers.Verify(value.ValueComparer);
    }
}

internal sealed class ImmutableSortedDictionaryStateSerializer<TKey, TValue> : ImmutableStateSerializer<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override bool HasExceptions => true;

    protected override bool HasKeys => true;

    protected override WrittenType? ElementOf(WrittenType written) => Pairs.ElementOf(written);

    protected override void WriteHead(SnapshotWriter writer, ImmutableSortedDictionary<TKey, TValue> value)
    {
        StoredComparers.Write(writer, value.KeyComparer);
        StoredComparers.Write(writer, value.ValueComparer);
    }

    protected override IReadOnlyCollection<KeyValuePair<TKey, TValue>> InOrder(ImmutableSortedDictionary<TKey, TValue> value) => value;

    protected override ImmutableSortedDictionary<TKey, TValue> Create(SnapshotReader reader) =>
        ImmutableSortedDictionary.Create(StoredComparers.ReadOrder<TKey>(reader), StoredComparers.ReadEquality<TValue>(reader)).AddRange(ReadElements(reader));

    protected override void CheckContent(ImmutableSortedDictionary<TKey, TValue> value, int depth)
    {
        StoredComparers.Verify(value.KeyComparer);
        StoredComparers.Verify(value.ValueComparer);
    }
}

/// <summary>What maps that are written pair by pair have in common.</summary>
internal static class Pairs
{
    /// <summary>The pair, where a map has been written.</summary>
    public static WrittenType? ElementOf(WrittenType written) =>
        written.Arguments is [var key, var value] ? new WrittenType($"{StateSchema.NameWithoutArguments(typeof(KeyValuePair<,>))}<{key},{value}>") : null;
}
