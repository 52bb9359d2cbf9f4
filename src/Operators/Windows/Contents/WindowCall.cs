using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Windows.Triggers;

namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>What a trigger sees of one of the windows of a key, and the timers of all of them.</summary>
/// <remarks>
/// A timer of the key stands for that of each window that has it: it is registered with the first, and taken back with the last. The end of a
/// window is one of them, which its trigger is not told of.
/// </remarks>
/// <param name="end">When nothing is left of a window.</param>
internal sealed class WindowCall<TKey, TAccumulator, TState, TOut>(WindowEnd end) : TriggerContext
    where TKey : notnull
{
    private List<OpenWindow<TAccumulator, TState>> _windows = [];
    private ProcessContext<TKey, TOut> _context = null!;

    /// <summary>When nothing is left of a window.</summary>
    public WindowEnd End => end;

    /// <summary>The place of the window in the list.</summary>
    public int At { get; set; }

    public override Window Window => _windows[At].Window;

    public override long Timestamp => _context.Timestamp;

    public override bool IsEmpty => !_windows[At].HasValue;

    internal override long AnnouncedWatermark => _context.AnnouncedWatermark;

    internal override bool HasEnded => _context.HasEnded;

    public override long Watermark => _context.Watermark;

    public override long ProcessingTime => _context.ProcessingTime;

    /// <summary>Begins with a record or a timer of a key.</summary>
    public void Begin(List<OpenWindow<TAccumulator, TState>> windows, ProcessContext<TKey, TOut> context) => (_windows, _context) = (windows, context);

    public override void RegisterEventTimeTimer(long timestamp) => Register(timestamp, isEventTime: true);

    public override void DeleteEventTimeTimer(long timestamp) => Delete(timestamp, isEventTime: true);

    public override void RegisterProcessingTimeTimer(long timestamp) => Register(timestamp, isEventTime: false);

    public override void DeleteProcessingTimeTimer(long timestamp) => Delete(timestamp, isEventTime: false);

    /// <summary>Has the key called when nothing is left of a window.</summary>
    /// <param name="at">The place of the window.</param>
    public void RegisterEnd(int at)
    {
        if (end.Time is { } time)
        {
            RegisterOfKey(end.Of(_windows[at].Window), time == TimeDomain.EventTime);
        }
    }

    /// <summary>Takes the timers of a window back, its end included, but for those that another one needs.</summary>
    /// <param name="at">The place of the window.</param>
    public void DropTimers(int at)
    {
        ref var window = ref CollectionsMarshal.AsSpan(_windows)[at];
        var (eventTimers, clockTimers) = (window.EventTimers ?? [], window.ClockTimers ?? []);
        (window.EventTimers, window.ClockTimers) = (null, null);
        Array.ForEach(eventTimers, timestamp => DeleteUnneeded(timestamp, isEventTime: true, except: at));
        Array.ForEach(clockTimers, timestamp => DeleteUnneeded(timestamp, isEventTime: false, except: at));
        if (end.Time is { } time)
        {
            DeleteUnneeded(end.Of(window.Window), time == TimeDomain.EventTime, except: at);
        }
    }

    private void Register(long timestamp, bool isEventTime)
    {
        ref var timers = ref TimersOf(ref CollectionsMarshal.AsSpan(_windows)[At], isEventTime);
        if (timers is null || !timers.Contains(timestamp))
        {
            RegisterOfKey(timestamp, isEventTime);
            timers = [.. timers ?? [], timestamp];
        }
    }

    private void Delete(long timestamp, bool isEventTime)
    {
        ref var timers = ref TimersOf(ref CollectionsMarshal.AsSpan(_windows)[At], isEventTime);
        if (timers is not null && timers.Contains(timestamp))
        {
            timers = TriggerValues.Without(timers, timestamp);
            DeleteUnneeded(timestamp, isEventTime, except: -1);
        }
    }

    private static ref long[]? TimersOf(ref OpenWindow<TAccumulator, TState> window, bool isEventTime)
    {
        if (isEventTime)
        {
            return ref window.EventTimers;
        }

        return ref window.ClockTimers;
    }

    private void RegisterOfKey(long timestamp, bool isEventTime)
    {
        if (isEventTime)
        {
            _context.RegisterEventTimeTimer(timestamp);
        }
        else
        {
            _context.RegisterProcessingTimeTimer(timestamp);
        }
    }

    /// <summary>Takes a timer of the key back, unless a window needs it.</summary>
    /// <param name="timestamp">Its time.</param>
    /// <param name="isEventTime">Which clock it follows.</param>
    /// <param name="except">The place of a window that does not count; −1 where all do.</param>
    private void DeleteUnneeded(long timestamp, bool isEventTime, int except)
    {
        var all = CollectionsMarshal.AsSpan(_windows);
        for (var at = 0; at < all.Length; at++)
        {
            ref var window = ref all[at];
            var timers = TimersOf(ref window, isEventTime);
            if (at != except && ((timers is not null && timers.Contains(timestamp)) || (end.Follows(isEventTime) && end.Of(window.Window) == timestamp)))
            {
                return;
            }
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
