using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>A mutable collection of elements: what makes it, their number, and the elements in the order in which they are added again.</summary>
internal abstract class SequenceStateSerializer<TSequence, T> : ReferenceStateSerializer<TSequence>
    where TSequence : class, IEnumerable<T>
{
    protected StateSerializer<T> Element { get; private set; } = null!;

    public override IReadOnlyList<StateSerializer> Parts => [Element];

    public override bool RepeatsParts => true;

    /// <summary>Whether elements are hashed or compared when they are added.</summary>
    protected virtual bool HasKeys => false;

    public override void Bind(StateSerializerBuilder builder) => Element = builder.Part<T>("[]");

    public override StateSerializer? From(WrittenType written, StateEvolution evolution)
    {
        if (written.Head != StateSchema.NameWithoutArguments(typeof(TSequence)) || written.Arguments is not [var element])
        {
            return null;
        }

        var reader = (SequenceStateSerializer<TSequence, T>)MemberwiseClone();
        evolution.Open(reader);
        reader.Element = evolution.Part(Element, element, "[]", HasKeys);
        return reader;
    }

    protected override void WriteContent(SnapshotWriter writer, TSequence value)
    {
        WriteHead(writer, value);
        writer.WriteCount(CountOf(value));
        Elements.Write(writer, Element, InOrder(value), HasKeys);
    }

    protected override void Fill(SnapshotReader reader, TSequence value)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            Add(value, Element.ReadPart(reader));
        }
    }

    /// <summary>Writes what <see cref="ReferenceStateSerializer{T}.Create"/> reads.</summary>
    protected virtual void WriteHead(SnapshotWriter writer, TSequence value)
    {
    }

    protected abstract int CountOf(TSequence value);

    protected virtual IEnumerable<T> InOrder(TSequence value) => value;

    protected abstract void Add(TSequence value, T element);
}

internal sealed class ListStateSerializer<T> : SequenceStateSerializer<List<T>, T>
{
    protected override void WriteContent(SnapshotWriter writer, List<T> value)
    {
        writer.WriteCount(value.Count);
        Elements.Write(writer, Element, CollectionsMarshal.AsSpan(value));
    }

    protected override List<T> Create(SnapshotReader reader) => [];

    protected override int CountOf(List<T> value) => value.Count;

    protected override void Add(List<T> value, T element) => value.Add(element);
}

internal sealed class QueueStateSerializer<T> : SequenceStateSerializer<Queue<T>, T>
{
    protected override Queue<T> Create(SnapshotReader reader) => new();

    protected override int CountOf(Queue<T> value) => value.Count;

    protected override void Add(Queue<T> value, T element) => value.Enqueue(element);
}

/// <summary>From the bottom of the stack to its top.</summary>
internal sealed class StackStateSerializer<T> : SequenceStateSerializer<Stack<T>, T>
{
    protected override Stack<T> Create(SnapshotReader reader) => new();

    protected override int CountOf(Stack<T> value) => value.Count;

    protected override IEnumerable<T> InOrder(Stack<T> value) => value.Reverse();

    protected override void Add(Stack<T> value, T element) => value.Push(element);
}

internal sealed class LinkedListStateSerializer<T> : SequenceStateSerializer<LinkedList<T>, T>
{
    protected override LinkedList<T> Create(SnapshotReader reader) => new();

    protected override int CountOf(LinkedList<T> value) => value.Count;

    protected override void Add(LinkedList<T> value, T element) => value.AddLast(element);
}

internal sealed class HashSetStateSerializer<T> : SequenceStateSerializer<HashSet<T>, T>
{
    public override bool HasExceptions => true;

    protected override bool HasKeys => true;

    protected override void WriteHead(SnapshotWriter writer, HashSet<T> value) => StoredComparers.Write(writer, value.Comparer);

    protected override HashSet<T> Create(SnapshotReader reader) => new(StoredComparers.ReadEquality<T>(reader));

    protected override int CountOf(HashSet<T> value) => value.Count;

    protected override void Add(HashSet<T> value, T element) => value.Add(element);

    protected override void CheckContent(HashSet<T> value, int depth) => StoredComparers.Verify(value.Comparer);
}

internal sealed class SortedSetStateSerializer<T> : SequenceStateSerializer<SortedSet<T>, T>
{
    public override bool HasExceptions => true;

    protected override bool HasKeys => true;

    protected override void WriteHead(SnapshotWriter writer, SortedSet<T> value) => StoredComparers.Write(writer, value.Comparer);

    protected override SortedSet<T> Create(SnapshotReader reader) => new(StoredComparers.ReadOrder<T>(reader));

    protected override int CountOf(SortedSet<T> value) => value.Count;

    protected override void Add(SortedSet<T> value, T element) => value.Add(element);

    protected override void CheckContent(SortedSet<T> value, int depth) => StoredComparers.Verify(value.Comparer);
}

/// <summary>Bits: their number, and bytes with the first bit lowest.</summary>
internal sealed class BitArrayStateSerializer : ReferenceStateSerializer<BitArray>
{
    protected override void WriteContent(SnapshotWriter writer, BitArray value)
    {
        writer.WriteCount(value.Length);
        var bytes = new byte[(value.Length + 7) / 8];
        value.CopyTo(bytes, 0);
        writer.WriteRaw(bytes);
    }

    protected override BitArray Create(SnapshotReader reader)
    {
        var length = reader.ReadCount();
        return new BitArray(reader.Take((int)((length + 7L) / 8)).ToArray()) { Length = length };
    }
}

/// <summary>Text that is being built: how long it may become, and what there is.</summary>
internal sealed class StringBuilderStateSerializer : ReferenceStateSerializer<StringBuilder>
{
    protected override void WriteContent(SnapshotWriter writer, StringBuilder value)
    {
        writer.WriteInt32(value.MaxCapacity);
        StringStateSerializer.WriteText(writer, value.ToString());
    }

    protected override StringBuilder Create(SnapshotReader reader)
    {
        var maxCapacity = reader.ReadInt32();
        return new StringBuilder(Math.Min(16, maxCapacity), maxCapacity).Append(StringStateSerializer.ReadText(reader));
    }
}
