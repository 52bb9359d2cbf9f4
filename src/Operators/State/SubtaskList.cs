using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;
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
internal sealed class SubtaskList<T>(SubtaskListDescriptor<T> descriptor, OperatorContext context, CurrentCall call) : ValueState<List<T>>, IKeyedState, IUndoable
{
    private const int Samples = 64;

    private static readonly bool SharesElements = StateTypes.IsImmutable(typeof(T));
    private static readonly Func<T, int>? Behind = RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? HeapSize.Compile<T>() : null;

    private readonly StateSerializer<T> _elements = context.Serializers.Of<T>();
    private readonly KeyedStateFormat<int, T> _format = descriptor.FormatIn(context.OperatorName, context.Serializers);

    private List<T>? _list;

    // The list as it was before the call at hand, where that has put another in its place.
    private List<T>? _former;
    private bool _isRemembered;

    /// <summary>What functions have of it.</summary>
    public ListState<T> Handle => field ??= new StoredList<T>(this, _elements.NeedsCheck ? Check : null);

    internal override CallJournal? Journal => call.Journal;

    internal override long Call => call.CallAtHand;

    public override bool HasValue => Value is not null;

    public override List<T>? Value
    {
        get
        {
            call.VerifyCall();
            return _list;
        }

        set
        {
            call.VerifyCall();
            Remember();
            _list = value;
        }
    }

    public override void Clear() => Value = null;

    public long MeasureBytes()
    {
        if (_list is not { Count: > 0 } list)
        {
            return 0;
        }

        var samples = Math.Min(Samples, list.Count);
        var behind = Behind is null ? 0 : Enumerable.Range(0, samples).Sum(i => (long)Behind(list[(int)((long)i * list.Count / samples)]));
        return ((long)list.Capacity * Unsafe.SizeOf<T>()) + (behind * list.Count / samples);
    }

    public IFrozenKeyedState Freeze() => new Frozen(_format, SharesElements ? [.. _list ?? []] : null, SharesElements ? default : Written(_list ?? []), this);

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
        _list = _former;
        Forget();
    }

    void IUndoable.Forget() => Forget();

    private void Forget() => (_former, _isRemembered) = (null, false);

    private void Remember()
    {
        if (call.Journal is { } journal && !_isRemembered)
        {
            (_former, _isRemembered) = (_list, true);
            journal.Add(this);
        }
    }

    private void Check(T element) => Guarded(element, () => _elements.Check(element));

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
