using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The windows of one subtask that still take records: what is gathered in them, how far time is, which have fired.</summary>
internal sealed class OpenWindows<TKey, TAccumulator> : IKeyedState
    where TKey : notnull
{
    /// <summary>As a state of their operator.</summary>
    public static readonly KeyedStateDescriptor<TKey, TAccumulator> Descriptor = new("panes", StateKind.Panes);

    private const string WatermarkItem = "watermark";

    private readonly TumblingWindows _windows;
    private readonly Lateness _lateness;
    private readonly KeyedStateFormat<TKey, TAccumulator> _format;
    private readonly KeyGroupRange _range;
    private readonly int _maxParallelism;
    private readonly PaneSet<TKey, TAccumulator> _panes;

    public OpenWindows(OperatorContext context, WindowOptions options)
    {
        _windows = options.Windows;
        _lateness = new Lateness(options.Windows, options.AllowedLatenessMs);
        _format = Descriptor.FormatIn(context.OperatorName, context.Serializers);
        _range = context.KeyGroups;
        _maxParallelism = context.MaxParallelism;
        _panes = new PaneSet<TKey, TAccumulator>(_range, _maxParallelism);
        Trigger = new TimeTrigger(_range.Count);
    }

    /// <summary>How far event time is.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>Which windows have fired.</summary>
    public TimeTrigger Trigger { get; }

    public int Count => _panes.Count;

    /// <summary>The windows with records by age, the oldest is 0.</summary>
    public Pane<TKey, TAccumulator> this[int index] => _panes[index];

    public void RaiseWatermark(long watermark) => Watermark = Math.Max(Watermark, watermark);

    /// <summary>Whether time has passed a window, so that it has fired or is about to.</summary>
    public bool HasPassed(long start) => Watermark != Watermarks.Min && _windows.LastOf(start) <= Watermark;

    /// <summary>The pane of the window with a start, or <see langword="null"/> where the window is closed for good.</summary>
    public Pane<TKey, TAccumulator>? At(long start) => _lateness.IsClosed(start, Watermark) ? null : Open(start);

    /// <summary>The pane of the window with a start, whether or not it should take records.</summary>
    public Pane<TKey, TAccumulator> Open(long start)
    {
        var pane = _panes.Find(start) ?? _panes.Add(start);
        pane.DivideIfLarge();
        return pane;
    }

    /// <summary>Drops the windows that are closed for good.</summary>
    /// <param name="time">How far time is.</param>
    public void DropClosed(long time)
    {
        while (_panes.Count > 0 && _lateness.IsClosed(_panes[0].Start, time))
        {
            _panes.Drop(_panes[0]);
        }
    }

    /// <summary>Has the code of a freeze compiled before there is anything to freeze (<see cref="StreamOperator.RehearseFreeze"/>).</summary>
    /// <param name="freeze">Freezes the operator.</param>
    public void Rehearse(Action freeze)
    {
        var rehearsed = _panes.Add(0);
        freeze();
        KeyTable<TKey, TAccumulator>.RehearseFreeze(_format);
        _panes.Drop(rehearsed);
    }

    public long MeasureBytes()
    {
        var memory = default(TableMemory<TKey, TAccumulator>);
        for (var i = 0; i < _panes.Count; i++)
        {
            foreach (var table in _panes[i].Tables)
            {
                memory.Add(table);
            }
        }

        return memory.Bytes;
    }

    public void Freeze(OperatorFreeze freeze)
    {
        var writer = new SnapshotWriter(sizeof(long));
        writer.WriteInt64(Watermark);
        freeze.Add(WatermarkItem, writer.Written);
        freeze.Add(Freeze());
    }

    public IFrozenKeyedState Freeze() =>
        new FrozenPanes<TKey, TAccumulator>(_format, _range, _maxParallelism, _panes.Freeze(_format), _windows, Trigger.Copy());

    public void Restore(OperatorRestore restore)
    {
        // By key group, the last millisecond of the first window that has not fired.
        var waiting = new Dictionary<int, long>();
        foreach (var (keyGroup, reader) in restore.Keyed(_format.StateName, _format.KeySchema, _format.ValueSchema, _range))
        {
            var group = keyGroup - _range.First;
            for (var panes = reader.ReadCount(); panes > 0; panes--)
            {
                var pane = Open(reader.ReadInt64());
                var hasFired = reader.ReadByte() != 0;
                if (!hasFired)
                {
                    var last = _windows.LastOf(pane.Start);
                    waiting[group] = Math.Min(waiting.GetValueOrDefault(group, last), last);
                }

                var table = pane.TableOf(group);
                var entries = reader.ReadCount();
                table.Reserve(entries);
                for (; entries > 0; entries--)
                {
                    var key = _format.ReadKey(reader);
                    table.GetOrAdd(key, KeyHash<TKey>.Of(key), out _) = _format.ReadValue(reader);
                }
            }
        }

        // Where several old subtasks are merged, the latest of them decides: what one of them closed stays closed.
        var watermarks = restore.All(WatermarkItem).Select(bytes => new SnapshotReader(bytes).ReadInt64());
        Watermark = watermarks.DefaultIfEmpty(Watermarks.Min).Max();
        Trigger.Restore(Watermark, waiting);
    }
}
