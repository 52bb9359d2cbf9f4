using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A mutable collection of pairs: what makes it, their number, and the pairs in the order in which they are added again.</summary>
internal abstract class MapStateSerializer<TMap, TKey, TValue> : ReferenceStateSerializer<TMap>
    where TMap : class
{
    private StateSerializer<TKey> _key = null!;
    private StateSerializer<TValue> _value = null!;

    public override IReadOnlyList<StateSerializer> Parts => [_key, _value];

    public override bool RepeatsParts => true;

    public override bool HasExceptions => true;

    public override void Bind(StateSerializerBuilder builder)
    {
        _key = builder.Part<TKey>("[].Key");
        _value = builder.Part<TValue>("[].Value");
    }

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (written.Head != StateSchema.NameWithoutArguments(typeof(TMap)) || written.Arguments is not [var first, var second])
        {
            return null;
        }

        var (key, value) = IsKeySecond ? (second, first) : (first, second);
        var reader = (MapStateSerializer<TMap, TKey, TValue>)MemberwiseClone();
        evolution.Open(reader);
        reader._key = evolution.Part(_key, key, "[].Key", HasEachKeyOnce);
        reader._value = evolution.Part(_value, value, "[].Value");
        return reader;
    }

    /// <summary>Whether the type of the keys is the second of its arguments.</summary>
    protected virtual bool IsKeySecond => false;

    /// <summary>Whether no two pairs have the same key.</summary>
    protected virtual bool HasEachKeyOnce => true;

    protected override void WriteContent(SnapshotWriter writer, TMap value)
    {
        WriteHead(writer, value);
        writer.WriteCount(CountOf(value));
        foreach (var (key, element) in InOrder(value))
        {
            try
            {
                var outer = writer.References.BeginKey();
                _key.WritePart(writer, key);
                writer.References.EndKey(outer);
                _value.WritePart(writer, element);
            }
            catch (StateValueException refusal)
            {
                throw refusal.In($"[{key}]");
            }
        }
    }

    protected override void Fill(SnapshotReader reader, TMap value)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var key = _key.ReadPart(reader);
            Add(value, key, _value.ReadPart(reader));
        }
    }

    /// <summary>Writes what <see cref="ReferenceStateSerializer{T}.Create"/> reads.</summary>
    protected abstract void WriteHead(SnapshotWriter writer, TMap value);

    protected abstract int CountOf(TMap value);

    protected abstract IEnumerable<KeyValuePair<TKey, TValue>> InOrder(TMap value);

    protected abstract void Add(TMap value, TKey key, TValue element);
}

internal sealed class DictionaryStateSerializer<TKey, TValue> : MapStateSerializer<Dictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override void WriteHead(SnapshotWriter writer, Dictionary<TKey, TValue> value) => StoredComparers.Write(writer, value.Comparer);

    protected override Dictionary<TKey, TValue> Create(SnapshotReader reader) => new(StoredComparers.ReadEquality<TKey>(reader));

    protected override int CountOf(Dictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> InOrder(Dictionary<TKey, TValue> value) => value;

    protected override void Add(Dictionary<TKey, TValue> value, TKey key, TValue element) => value.Add(key, element);

    protected override void CheckContent(Dictionary<TKey, TValue> value, int depth) => StoredComparers.Verify(value.Comparer);
}

internal sealed class SortedDictionaryStateSerializer<TKey, TValue> : MapStateSerializer<SortedDictionary<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override void WriteHead(SnapshotWriter writer, SortedDictionary<TKey, TValue> value) => StoredComparers.Write(writer, value.Comparer);

    protected override SortedDictionary<TKey, TValue> Create(SnapshotReader reader) => new(StoredComparers.ReadOrder<TKey>(reader));

    protected override int CountOf(SortedDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> InOrder(SortedDictionary<TKey, TValue> value) => value;

    protected override void Add(SortedDictionary<TKey, TValue> value, TKey key, TValue element) => value.Add(key, element);

    protected override void CheckContent(SortedDictionary<TKey, TValue> value, int depth) => StoredComparers.Verify(value.Comparer);
}

internal sealed class SortedListStateSerializer<TKey, TValue> : MapStateSerializer<SortedList<TKey, TValue>, TKey, TValue>
    where TKey : notnull
{
    protected override void WriteHead(SnapshotWriter writer, SortedList<TKey, TValue> value) => StoredComparers.Write(writer, value.Comparer);

    protected override SortedList<TKey, TValue> Create(SnapshotReader reader) => new(StoredComparers.ReadOrder<TKey>(reader));

    protected override int CountOf(SortedList<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> InOrder(SortedList<TKey, TValue> value) => value;

    protected override void Add(SortedList<TKey, TValue> value, TKey key, TValue element) => value.Add(key, element);

    protected override void CheckContent(SortedList<TKey, TValue> value, int depth) => StoredComparers.Verify(value.Comparer);
}

/// <summary>
/// The heap as it lies: added again in this order no element moves, so that elements of equal priority leave it in the
/// same order too. The key of a pair is the priority.
/// </summary>
internal sealed class PriorityQueueStateSerializer<TElement, TPriority> : MapStateSerializer<PriorityQueue<TElement, TPriority>, TPriority, TElement>
{
    protected override bool IsKeySecond => true;

    protected override bool HasEachKeyOnce => false;

    protected override void WriteHead(SnapshotWriter writer, PriorityQueue<TElement, TPriority> value) => StoredComparers.Write(writer, value.Comparer);

    protected override PriorityQueue<TElement, TPriority> Create(SnapshotReader reader) => new(StoredComparers.ReadOrder<TPriority>(reader));

    protected override int CountOf(PriorityQueue<TElement, TPriority> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TPriority, TElement>> InOrder(PriorityQueue<TElement, TPriority> value) =>
        value.UnorderedItems.Select(item => KeyValuePair.Create(item.Priority, item.Element));

    protected override void Add(PriorityQueue<TElement, TPriority> value, TPriority key, TElement element) => value.Enqueue(element, key);

    protected override void CheckContent(PriorityQueue<TElement, TPriority> value, int depth) => StoredComparers.Verify(value.Comparer);
}
