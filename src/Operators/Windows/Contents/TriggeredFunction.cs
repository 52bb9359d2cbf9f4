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
    private readonly WindowCall<TKey, TAccumulator, TState, TOut> _call = new(new WindowEnd(assignment.Time, latenessMs));

    // By end.
    private ValueState<List<OpenWindow<TAccumulator, TState>>> _windows = null!;

    public override bool UsesEventTime => assignment.Time == TimeDomain.EventTime || trigger.UsesEventTime;

    internal override AwaitedKind Awaits => assignment.IsMerging ? AwaitedKind.Session : assignment.Time is null ? AwaitedKind.Timer : AwaitedKind.Window;

    public override void Open(StateDeclarations states)
    {
        _windows = states.Value<List<OpenWindow<TAccumulator, TState>>>("windows");
        content.Open(states);
    }

    public override void Close() => content.Close();

    public override void Process(T record, ProcessContext<TKey, TOut> context)
    {
        _assigned.Clear();
        assignment.Assign(record, MomentOf(context), _assigned);
        var windows = Own();
        _call.Begin(windows, context);
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
            throw new UserFunctionException(operatorName, $"the timer at {EventTimeText.Of(timestamp)}", RecordText.ShortKey(context.Key), null, e);
        }
    }

    private void Fire(long timestamp, bool isEventTime, ProcessContext<TKey, TOut> context)
    {
        var windows = Own();
        _call.Begin(windows, context);
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

            if (_call.End.Follows(isEventTime) && _call.End.Of(window.Window) <= timestamp)
            {
                var bounds = window.Window;
                _call.At = at;
                Act(ref window, trigger.OnClose(ref window.State, _call), context);
                _call.DropTimers(at);
                windows.RemoveAt(at--);
                content.Clear(bounds, context);
            }
            else if (IsForgettable(window))
            {
                _call.DropTimers(at);
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
        if (_call.End.HasPassed(window, context))
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

        Insert(windows, from, window);
        return from;
    }

    private void Insert(List<OpenWindow<TAccumulator, TState>> windows, int at, Window window)
    {
        windows.Insert(at, new OpenWindow<TAccumulator, TState> { Window = window });
        _call.RegisterEnd(at);
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
        if (_call.End.HasPassed(merged, context))
        {
            return -1;
        }

        if (first > last)
        {
            Insert(windows, place, window);
            return place;
        }

        if (first < last || windows[first].Window != merged)
        {
            MergeInto(windows, first, last, merged);
        }

        return first;
    }

    private void MergeInto(List<OpenWindow<TAccumulator, TState>> windows, int first, int last, Window merged)
    {
        for (var at = first; at <= last; at++)
        {
            _call.DropTimers(at);
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
        _call.RegisterEnd(first);
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
            _call.DropTimers(at);
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
            throw new UserFunctionException(operatorName, what, RecordText.ShortKey(context.Key), null, e);
        }
    }

    /// <summary>Whether a window that never ends is as if it had never begun.</summary>
    private bool IsForgettable(in OpenWindow<TAccumulator, TState> window) =>
        assignment.Time is null
        && !window.HasValue
        && (window.EventTimers is not { } timers || Array.TrueForAll(timers, timer => timer == Window.Global.MaxTimestamp))
        && window.ClockTimers is null
        && EqualityComparer<TState>.Default.Equals(window.State, default);
}
