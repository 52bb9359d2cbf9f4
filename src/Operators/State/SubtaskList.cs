using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>The list of one subtask. It is in memory, whatever the backend, and meant to be short.</summary>
/// <remarks>
/// A snapshot has it as a state by number, with one group: how many elements there are, and the elements. A freeze copies the list, and writes
/// elements that can be changed in place.
/// </remarks>
/// <param name="descriptor">What it is.</param>
/// <param name="context">The surroundings of the operator.</param>
/// <param name="call">The call at hand.</param>
internal sealed class SubtaskList<T>(SubtaskListDescriptor<T> descriptor, OperatorContext context, CurrentCall call) : ListState<T>, IKeyedState, IUndoable
{
    private static readonly bool SharesElements = StateTypes.IsImmutable(typeof(T));

    private readonly StateSerializer<T> _elements = context.Serializers.Of<T>();
    private readonly KeyedStateFormat<int, T> _format = descriptor.FormatIn(context.OperatorName, context.Serializers);

    // What the call at hand has changed: how many elements it has added, or the list that it has replaced.
    private readonly List<(List<T>? Former, int Added)> _changes = [];
    private List<T> _list = [];

    public override int Count => Own().Count;

    public override T this[int index] => Own()[index];

    public override void Add(T element) => AddRange([element]);

    public override void AddRange(IEnumerable<T> elements)
    {
        List<T> added = [.. elements];
        added.ForEach(Check);
        var list = Own();
        Remember(null, added.Count);
        list.AddRange(added);
    }

    public override void Set(IEnumerable<T> elements)
    {
        List<T> list = [.. elements];
        list.ForEach(Check);
        Remember(Own(), 0);
        _list = list;
    }

    public override void Clear() => Set([]);

    public override IEnumerator<T> GetEnumerator()
    {
        var list = Own();
        var began = call.Call;
        return Walk();

        IEnumerator<T> Walk()
        {
            foreach (var element in list)
            {
                if (call.Call != began)
                {
                    throw new StreamProcessingException(
                        "A list in state is walked in another call than the one in which the walk began. Copy what is needed beyond the call, with ToList or ToArray.");
                }

                yield return element;
            }
        }
    }

    public long MeasureBytes() => Written(_list).Length;

    public IFrozenKeyedState Freeze() => new Frozen(_format, SharesElements ? [.. _list] : null, SharesElements ? default : Written(_list), this);

    public void Restore(OperatorRestore restore)
    {
        var all = new List<T>();
        foreach (var (reader, written) in restore.Copies(_format, isWhole: descriptor.IsUnion))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                all.Add(written.ReadValue(reader));
            }
        }

        _list = descriptor.IsUnion || restore.HasOwn ? all : [.. all.Where((_, number) => number % context.Parallelism == context.SubtaskIndex)];
    }

    void IUndoable.Undo()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (former, added) = _changes[i];
            if (former is not null)
            {
                _list = former;
            }
            else
            {
                _list.RemoveRange(_list.Count - added, added);
            }
        }

        _changes.Clear();
    }

    void IUndoable.Forget() => _changes.Clear();

    private List<T> Own()
    {
        call.VerifyCall();
        return _list;
    }

    private void Remember(List<T>? former, int added)
    {
        if (call.Journal is not { } journal)
        {
            return;
        }

        if (_changes.Count == 0)
        {
            journal.Add(this);
        }

        _changes.Add((former, added));
    }

    private void Check(T element)
    {
        if (_elements.NeedsCheck)
        {
            Guarded(element, () => _elements.Check(element));
        }
    }

    private ReadOnlyMemory<byte> Written(List<T> list)
    {
        var writer = new SnapshotWriter();
        Write(writer, list);
        return writer.Written;
    }

    private void Write(SnapshotWriter writer, List<T> list)
    {
        writer.WriteCount(list.Count);
        foreach (var element in list)
        {
            Guarded(element, () => _elements.Write(writer, element));
        }
    }

    private void Guarded(T element, Action action)
    {
        try
        {
            action();
        }
        catch (StateValueException refusal)
        {
            throw new StreamProcessingException(
                $"The operator '{context.OperatorName}' cannot keep the element «{RecordText.Short(element)}» of its state '{descriptor.Name}': {refusal.Message}.", refusal);
        }
    }

    private sealed class Frozen(KeyedStateFormat<int, T> format, List<T>? elements, ReadOnlyMemory<byte> bytes, SubtaskList<T> owner) : IFrozenKeyedState
    {
        public string Name => format.StateName;

        public string KeySchema => format.KeySchema;

        public string ValueSchema => format.ValueSchema;

        public KeyGroupRange Range => new(0, 1);

        public bool IsCopy => true;

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            if (elements is not null)
            {
                owner.Write(writer, elements);
            }
            else
            {
                writer.WriteRaw(bytes.Span);
            }
        }

        public void Release()
        {
        }
    }
}
