using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows.Triggers;

namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>Gathers the records of each key in windows that fire when a trigger says so.</summary>
/// <remarks>
/// <para>
/// A key has a list of its open windows, by end. Each knows when its trigger is to be called; the timers of the key are
/// those of all its windows, so what is called is looked up by the time. (Flink's window operator, whose timers bear the window.)
/// </para>
/// <para>
/// A call works on a copy of the list where it may have to be taken back. Windows share nothing, so a record costs as much
/// as it has windows; those without trigger and evictor share slices instead.
/// </para>
/// </remarks>
/// <param name="operatorName">The operator, for messages.</param>
/// <param name="assignment">Which windows a record belongs to.</param>
/// <param name="latenessMs">How long after its end a window still takes records, in milliseconds of event time.</param>
/// <param name="trigger">When a window fires.</param>
/// <param name="content">What is kept of the records.</param>
internal sealed class TriggeredFunction<T, TKey, TAccumulator, TState, TOut>(
    string operatorName,
    IWindowAssignment<T> assignment,
    long latenessMs,
    Trigger<T, TState> trigger,
    IWindowContent<T, TKey, TAccumulator, TOut> content) : ProcessFunction<TKey, T, TOut>
    where TKey : notnull
{
    /// <summary>The records that come too late.</summary>
    public static readonly OutputTag<T> Late = new(OperatorPort.Late);

    private readonly List<Window> _assigned = [];
    private readonly Call _call = new();

    // By end.
    private ValueState<List<OpenWindow<TAccumulator, TState>>> _windows = null!;

    public override bool UsesEventTime => assignment.Time == TimeDomain.EventTime || trigger.UsesEventTime;

    public override void Open(StateDeclarations states)
    {
        _windows = states.Value<List<OpenWindow<TAccumulator, TState>>>("windows");
        content.Open(states);
    }

    public override void Process(T record, ProcessContext<TKey, TOut> context)
    {
        _assigned.Clear();
        assignment.Assign(record, MomentOf(context), _assigned);
        var windows = Own();
        _call.Begin(this, windows, context);
        var isLate = true;
        foreach (var window in _assigned)
        {
            var at = assignment.IsMerging ? Merge(windows, window, context) : Find(windows, window, context);
            if (at >= 0)
            {
                isLate = false;
                Add(windows, at, record, context);
            }
        }

        if (isLate)
        {
            context.CountLate();
            context.Emit(Late, record);
            return;
        }

        Keep(windows);
    }

    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
        try
        {
            Fire(timestamp, context.TimerDomain == TimeDomain.EventTime, context);
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
        {
            // There is no record to blame, and a window that does not go would fail the calls of its key for ever.
            throw new UserFunctionException(operatorName, $"the timer at {EventTimeText.Of(timestamp)}", RecordText.Short(context.Key), null, e);
        }
    }

    private void Fire(long timestamp, bool isEventTime, ProcessContext<TKey, TOut> context)
    {
        var windows = Own();
        _call.Begin(this, windows, context);
        for (var at = 0; at < windows.Count; at++)
        {
            ref var window = ref CollectionsMarshal.AsSpan(windows)[at];
            ref var timers = ref isEventTime ? ref window.EventTimers : ref window.ClockTimers;
            if (timers is not null && timers.Contains(timestamp))
            {
                timers = TriggerValues.Without(timers, timestamp);
                _call.At = at;
                Act(
                    ref window,
                    isEventTime ? trigger.OnEventTime(timestamp, ref window.State, _call) : trigger.OnProcessingTime(timestamp, ref window.State, _call),
                    context);
            }

            if (HasEnd(isEventTime) && CleanupOf(window.Window) <= timestamp)
            {
                var bounds = window.Window;
                _call.At = at;
                Act(ref window, trigger.OnClose(ref window.State, _call), context);
                DropTimers(windows, at, context);
                windows.RemoveAt(at--);
                content.Clear(bounds, context);
            }
            else if (IsForgettable(window))
            {
                DropTimers(windows, at, context);
                windows.RemoveAt(at--);
            }
        }

        Keep(windows);
    }

    private static bool Overlaps(Window one, Window other) => one.Start < other.End && other.Start < one.End;

    private long MomentOf(ProcessContext<TKey, TOut> context) => assignment.Time switch
    {
        TimeDomain.ProcessingTime => context.ProcessingTime,
        TimeDomain.EventTime when context.Timestamp == RecordBatch.NoTimestamp => throw new StreamProcessingException(
            $"The operator '{operatorName}' windows by event time, but its records have no timestamps. Give the source a watermark strategy with a timestamp, or use windows of processing time."),
        _ => context.Timestamp,
    };

    /// <summary>The windows of the key at hand, to change.</summary>
    private List<OpenWindow<TAccumulator, TState>> Own() =>
        _windows.Value is not { } windows ? [] : _windows.Journal is null ? windows : [.. windows];

    private void Keep(List<OpenWindow<TAccumulator, TState>> windows)
    {
        if (windows.Count > 0)
        {
            _windows.Value = windows;
        }
        else
        {
            _windows.Clear();
        }
    }

    /// <summary>Finds a window of the key, or opens it.</summary>
    /// <returns>Its place, or −1 where it is closed for good.</returns>
    private int Find(List<OpenWindow<TAccumulator, TState>> windows, Window window, ProcessContext<TKey, TOut> context)
    {
        if (IsClosed(window, context))
        {
            return -1;
        }

        var (from, end) = (0, windows.Count);
        while (from < end)
        {
            var middle = (from + end) / 2;
            var other = windows[middle].Window;
            if (other == window)
            {
                return middle;
            }

            if (other.End < window.End || (other.End == window.End && other.Start < window.Start))
            {
                from = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        Insert(windows, from, window, context);
        return from;
    }

    private void Insert(List<OpenWindow<TAccumulator, TState>> windows, int at, Window window, ProcessContext<TKey, TOut> context)
    {
        windows.Insert(at, new OpenWindow<TAccumulator, TState> { Window = window });
        ScheduleCleanup(window, context);
    }

    /// <summary>Opens a window and merges those with it that it overlaps, which do not overlap each other.</summary>
    /// <inheritdoc cref="Find" path="/returns"/>
    private int Merge(List<OpenWindow<TAccumulator, TState>> windows, Window window, ProcessContext<TKey, TOut> context)
    {
        // Nearly every record is of the last of them.
        var place = windows.Count;
        while (place > 0 && windows[place - 1].Window.Start >= window.End)
        {
            place--;
        }

        var (first, last) = (place, place - 1);
        while (first > 0 && Overlaps(windows[first - 1].Window, window))
        {
            first--;
        }

        var merged = first > last
            ? window
            : new Window(Math.Min(window.Start, windows[first].Window.Start), Math.Max(window.End, windows[last].Window.End));
        if (IsClosed(merged, context))
        {
            return -1;
        }

        if (first > last)
        {
            Insert(windows, place, window, context);
            return place;
        }

        if (first < last || windows[first].Window != merged)
        {
            MergeInto(windows, first, last, merged, context);
        }

        return first;
    }

    private void MergeInto(List<OpenWindow<TAccumulator, TState>> windows, int first, int last, Window merged, ProcessContext<TKey, TOut> context)
    {
        for (var at = first; at <= last; at++)
        {
            DropTimers(windows, at, context);
        }

        ref var window = ref CollectionsMarshal.AsSpan(windows)[first];
        for (var at = first + 1; at <= last; at++)
        {
            var other = windows[at];
            trigger.Merge(ref window.State, other.State);
            if (window.HasValue && other.HasValue)
            {
                content.Merge(ref window.Value, other.Value);
            }
            else if (other.HasValue)
            {
                (window.Value, window.HasValue) = (other.Value, true);
            }
        }

        window.Window = merged;
        windows.RemoveRange(first + 1, last - first);
        ScheduleCleanup(merged, context);
        _call.At = first;
        trigger.OnMerged(ref CollectionsMarshal.AsSpan(windows)[first].State, _call);
    }

    private void Add(List<OpenWindow<TAccumulator, TState>> windows, int at, T record, ProcessContext<TKey, TOut> context)
    {
        ref var window = ref CollectionsMarshal.AsSpan(windows)[at];
        if (window.HasValue)
        {
            content.Add(ref window.Value, record, context.Timestamp);
        }
        else
        {
            content.Start(ref window.Value, record, context.Timestamp);
            window.HasValue = true;
        }

        window.LastTimestamp = context.Timestamp;
        _call.At = at;
        Act(ref window, trigger.OnRecord(record, ref window.State, _call), context);
        if (IsForgettable(window))
        {
            DropTimers(windows, at, context);
            windows.RemoveAt(at);
        }
    }

    private void Act(ref OpenWindow<TAccumulator, TState> window, TriggerResult result, ProcessContext<TKey, TOut> context)
    {
        if (result.HasFlag(TriggerResult.Fire) && window.HasValue)
        {
            window.HasValue = Emit(ref window, context);
        }

        if (result.HasFlag(TriggerResult.Purge))
        {
            window.HasValue = false;
        }

        if (!window.HasValue)
        {
            window.Value = default!;
        }
    }

    private bool Emit(ref OpenWindow<TAccumulator, TState> window, ProcessContext<TKey, TOut> context)
    {
        try
        {
            var timestamp = assignment.Time is null ? window.LastTimestamp : window.Window.MaxTimestamp;
            return content.Emit(ref window.Value, window.Window, timestamp, context);
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
        {
            var what = assignment.Time is null
                ? "the result of the window"
                : $"the result of the window from {EventTimeText.Of(window.Window.Start)} to {EventTimeText.Of(window.Window.End)}";
            throw new UserFunctionException(operatorName, what, RecordText.Short(context.Key), null, e);
        }
    }

    private bool IsClosed(Window window, ProcessContext<TKey, TOut> context) =>
        HasEnd(isEventTime: true) && context.Watermark != Watermarks.Min && CleanupOf(window) <= context.Watermark;

    /// <summary>Whether windows end by a clock.</summary>
    private bool HasEnd(bool isEventTime) => assignment.Time is { } time && time == TimeDomain.EventTime == isEventTime;

    /// <summary>When nothing is left of a window: by event time at its last millisecond or the allowed lateness behind it, by the clock at its end.</summary>
    private long CleanupOf(Window window) => assignment.Time == TimeDomain.ProcessingTime
        ? window.End
        : window.MaxTimestamp < Watermarks.Max - 1 - latenessMs ? window.MaxTimestamp + latenessMs : Watermarks.Max - 1;

    /// <summary>Whether a window that never ends is as if it had never begun.</summary>
    private bool IsForgettable(in OpenWindow<TAccumulator, TState> window) =>
        assignment.Time is null
        && !window.HasValue
        && window.EventTimers is null or [long.MaxValue - 1]
        && window.ClockTimers is null
        && EqualityComparer<TState>.Default.Equals(window.State, default);

    private void ScheduleCleanup(Window window, ProcessContext<TKey, TOut> context)
    {
        if (HasEnd(isEventTime: true))
        {
            context.RegisterEventTimeTimer(CleanupOf(window));
        }
        else if (HasEnd(isEventTime: false))
        {
            context.RegisterProcessingTimeTimer(CleanupOf(window));
        }
    }

    /// <summary>Takes the timers of a window back, but for those that another one needs.</summary>
    private void DropTimers(List<OpenWindow<TAccumulator, TState>> windows, int at, ProcessContext<TKey, TOut> context)
    {
        var window = windows[at];
        CollectionsMarshal.AsSpan(windows)[at].EventTimers = null;
        CollectionsMarshal.AsSpan(windows)[at].ClockTimers = null;
        foreach (var timestamp in Timers(window, isEventTime: true))
        {
            if (!IsNeeded(windows, at, timestamp, isEventTime: true))
            {
                context.DeleteEventTimeTimer(timestamp);
            }
        }

        foreach (var timestamp in Timers(window, isEventTime: false))
        {
            if (!IsNeeded(windows, at, timestamp, isEventTime: false))
            {
                context.DeleteProcessingTimeTimer(timestamp);
            }
        }
    }

    private long[] Timers(in OpenWindow<TAccumulator, TState> window, bool isEventTime)
    {
        var timers = (isEventTime ? window.EventTimers : window.ClockTimers) ?? [];
        return HasEnd(isEventTime) ? [.. timers, CleanupOf(window.Window)] : timers;
    }

    private bool IsNeeded(List<OpenWindow<TAccumulator, TState>> windows, int except, long timestamp, bool isEventTime)
    {
        var all = CollectionsMarshal.AsSpan(windows);
        for (var at = 0; at < all.Length; at++)
        {
            ref var window = ref all[at];
            var timers = isEventTime ? window.EventTimers : window.ClockTimers;
            if (at != except && ((timers is not null && timers.Contains(timestamp)) || (HasEnd(isEventTime) && CleanupOf(window.Window) == timestamp)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What the trigger sees.</summary>
    private sealed class Call : TriggerContext
    {
        private TriggeredFunction<T, TKey, TAccumulator, TState, TOut> _owner = null!;
        private List<OpenWindow<TAccumulator, TState>> _windows = [];
        private ProcessContext<TKey, TOut> _context = null!;

        /// <summary>The place of the window in the list.</summary>
        public int At { get; set; }

        public override Window Window => _windows[At].Window;

        public override long Timestamp => _context.Timestamp;

        public override bool IsEmpty => !_windows[At].HasValue;

        internal override long AnnouncedWatermark => _context.AnnouncedWatermark;

        internal override bool HasEnded => _context.HasEnded;

        public override long Watermark => _context.Watermark;

        public override long ProcessingTime => _context.ProcessingTime;

        public void Begin(
            TriggeredFunction<T, TKey, TAccumulator, TState, TOut> owner, List<OpenWindow<TAccumulator, TState>> windows, ProcessContext<TKey, TOut> context) =>
            (_owner, _windows, _context) = (owner, windows, context);

        public override void RegisterEventTimeTimer(long timestamp)
        {
            ref var timers = ref CollectionsMarshal.AsSpan(_windows)[At].EventTimers;
            if (timers is null || !timers.Contains(timestamp))
            {
                _context.RegisterEventTimeTimer(timestamp);
                timers = [.. timers ?? [], timestamp];
            }
        }

        public override void DeleteEventTimeTimer(long timestamp) => Delete(timestamp, isEventTime: true);

        public override void RegisterProcessingTimeTimer(long timestamp)
        {
            ref var timers = ref CollectionsMarshal.AsSpan(_windows)[At].ClockTimers;
            if (timers is null || !timers.Contains(timestamp))
            {
                _context.RegisterProcessingTimeTimer(timestamp);
                timers = [.. timers ?? [], timestamp];
            }
        }

        public override void DeleteProcessingTimeTimer(long timestamp) => Delete(timestamp, isEventTime: false);

        private void Delete(long timestamp, bool isEventTime)
        {
            ref var window = ref CollectionsMarshal.AsSpan(_windows)[At];
            ref var timers = ref isEventTime ? ref window.EventTimers : ref window.ClockTimers;
            if (timers is null || !timers.Contains(timestamp))
            {
                return;
            }

            timers = TriggerValues.Without(timers, timestamp);
            if (_owner.IsNeeded(_windows, except: -1, timestamp, isEventTime))
            {
                return;
            }

            if (isEventTime)
            {
                _context.DeleteEventTimeTimer(timestamp);
            }
            else
            {
                _context.DeleteProcessingTimeTimer(timestamp);
            }
        }
    }
}
