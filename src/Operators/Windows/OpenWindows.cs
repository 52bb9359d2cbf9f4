using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>The windows of one subtask that still take records: what is gathered in them, how far time is, which have fired.</summary>
internal sealed class OpenWindows<TKey, TAccumulator> : IKeyedState, IStoredEntries<TKey, List<OpenPane<TAccumulator>>>
    where TKey : notnull
{
    private static readonly KeyedStateDescriptor<TKey, TAccumulator> Panes = new("panes", StateKind.Panes);
    private static readonly KeyedStateDescriptor<TKey, TAccumulator> Slices = new("slices", StateKind.Panes);

    private const string WatermarkItem = "watermark";

    private readonly AlignedWindows _windows;
    private readonly Lateness _lateness;
    private readonly KeyedStateFormat<TKey, TAccumulator> _format;
    private readonly KeyGroupRange _range;
    private readonly int _maxParallelism;
    private readonly PaneSet<TKey, TAccumulator> _panes;

    public OpenWindows(OperatorContext context, WindowOptions options)
    {
        _windows = options.Windows;
        _lateness = new Lateness(options.Windows, options.AllowedLatenessMs);
        _format = DescriptorOf(options.Windows).FormatIn(context.OperatorName, context.Serializers);
        _range = context.KeyGroups;
        _maxParallelism = context.MaxParallelism;
        _panes = new PaneSet<TKey, TAccumulator>(_range, _maxParallelism);
        Trigger = new TimeTrigger(_range.Count);
    }

    /// <summary>As a state of their operator.</summary>
    public static KeyedStateDescriptor<TKey, TAccumulator> DescriptorOf(AlignedWindows windows) => windows.ShareSlices ? Slices : Panes;

    /// <summary>How far event time is.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>Which windows have fired.</summary>
    public TimeTrigger Trigger { get; }

    public int Count => _panes.Count;

    /// <summary>The windows with records by age, the oldest is 0.</summary>
    public Pane<TKey, TAccumulator> this[int index] => _panes[index];

    public void RaiseWatermark(long watermark) => Watermark = Math.Max(Watermark, watermark);

    /// <inheritdoc cref="PaneSet{TKey, TAccumulator}.PositionOf"/>
    public int PositionOf(long start) => _panes.PositionOf(start);

    /// <inheritdoc cref="PaneSet{TKey, TAccumulator}.Find"/>
    public Pane<TKey, TAccumulator>? Find(long start) => _panes.Find(start);

    /// <inheritdoc cref="Lateness.HasPassed"/>
    public bool HasPassed(long slice) => _lateness.HasPassed(slice, Watermark);

    /// <summary>No window that ends by this moment takes a record any more.</summary>
    public long ClosedUpTo => _lateness.ClosedUpTo(Watermark);

    /// <summary>The pane of the slice with a start, or <see langword="null"/> where its windows are closed for good.</summary>
    public Pane<TKey, TAccumulator>? At(long start) => _lateness.IsClosed(start, Watermark) ? null : Open(start);

    /// <summary>The pane of the slice with a start, whether or not it should take records.</summary>
    public Pane<TKey, TAccumulator> Open(long start)
    {
        var pane = _panes.Find(start) ?? _panes.Add(start);
        pane.DivideIfLarge();
        return pane;
    }

    /// <summary>Drops what belongs only to windows that are closed for good.</summary>
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

    public bool TryPeek(int keyGroup, TKey key, ulong hash, out List<OpenPane<TAccumulator>> stored)
    {
        stored = [];
        for (var i = 0; i < _panes.Count; i++)
        {
            if (_panes[i].TableOf(keyGroup - _range.First).TryGet(key, hash, out var accumulator))
            {
                stored.Add(new OpenPane<TAccumulator> { Start = _panes[i].Start, Accumulator = accumulator });
            }
        }

        return stored.Count > 0;
    }

    public int Visit(int keyGroup, Action<TKey, List<OpenPane<TAccumulator>>, int> visit)
    {
        var visited = 0;
        var byKey = new Dictionary<TKey, List<OpenPane<TAccumulator>>>();
        for (var i = 0; i < _panes.Count; i++)
        {
            var table = _panes[i].TableOf(keyGroup - _range.First);
            visited += table.Count;
            foreach (ref var entry in table)
            {
                if (!_panes[i].IsDivided && KeyGroups.Of(KeyHash<TKey>.Of(entry.Key), _maxParallelism) != keyGroup)
                {
                    continue;
                }

                var pane = new OpenPane<TAccumulator> { Start = _panes[i].Start, Accumulator = entry.Value };
                if (byKey.TryGetValue(entry.Key, out var own))
                {
                    own.Add(pane);
                }
                else
                {
                    byKey.Add(entry.Key, [pane]);
                }
            }
        }

        foreach (var (key, own) in byKey)
        {
            visit(key, own, 0);
        }

        return visited;
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
        // By key group, the moment up to which windows have fired, as far as that can be told from the group.
        var moments = new Dictionary<int, long>();
        var last = Watermarks.Min;
        foreach (var (keyGroup, reader, written) in restore.Keyed(_format, _range))
        {
            var group = keyGroup - _range.First;
            var panes = reader.ReadCount();
            if (_windows.ShareSlices)
            {
                moments[group] = reader.ReadInt64();
                last = Math.Max(last, moments[group]);
            }

            for (; panes > 0; panes--)
            {
                var pane = Open(reader.ReadInt64());
                if (!_windows.ShareSlices && reader.ReadByte() == 0)
                {
                    var before = _windows.LastWith(pane.Start).MaxTimestamp - 1;
                    moments[group] = Math.Min(moments.GetValueOrDefault(group, before), before);
                }

                Read(pane.TableOf(group), keyGroup, reader, written);
            }
        }

        // Where several old subtasks are merged, the latest of them decides: what one of them closed stays closed.
        var watermarks = restore.All(WatermarkItem).Select(bytes => new SnapshotReader(bytes).ReadInt64());
        Watermark = watermarks.DefaultIfEmpty(Watermarks.Min).Max();
        Trigger.Restore(Math.Max(Watermark, last), moments);
    }

    private static void Read(KeyTable<TKey, TAccumulator> table, int keyGroup, SnapshotReader reader, KeyedStateFormat<TKey, TAccumulator> written)
    {
        var entries = reader.ReadCount();
        table.Reserve(entries);
        for (; entries > 0; entries--)
        {
            var key = written.ReadKey(reader, keyGroup, out var hash);
            table.GetOrAdd(key, hash, out _) = written.ReadValue(reader);
        }
    }
}
