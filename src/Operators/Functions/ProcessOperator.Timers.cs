using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Functions;

/// <content>The advance of the two clocks, timer by timer.</content>
internal sealed partial class ProcessOperator<TKey, TIn, TOut>
{
    private const string EventTimers = "$event-time-timers";
    private const string ProcessingTimers = "$processing-time-timers";

    private readonly TimerLoopWatch _loops;

    private int _clockTimersLeft;
    private int _dropped;

    protected override bool UsesProcessingTime => true;

    public override long NextProcessingTime => _processingTimers.NextTimestamp;

    public override AwaitedTime Awaited => new(NextEventTime, _processingTimers.NextTimestamp, _function.Awaits);

    /// <summary>The timers of a key, those of event time first, each in the order of its time, and those of one time in the order of their calls.</summary>
    /// <exception cref="StreamProcessingException">The keys are of another type; says of which.</exception>
    public override IReadOnlyList<(TimeDomain Clock, long Timestamp, string? Name)> TimersOf(object key)
    {
        var (own, hash) = HashedKey<TKey>.Of(key, $"operator '{Context.OperatorName}'");
        var group = KeyGroups.Of(hash, Context.MaxParallelism);
        return !Context.KeyGroups.Contains(group) ? [] :
        [
            .. _eventTimers.Of(group, own).SelectMany(at => NamesAt(group, own, hash, at, isEventTime: true).Select(name => (TimeDomain.EventTime, at, name))),
            .. _processingTimers.Of(group, own).SelectMany(at => NamesAt(group, own, hash, at, isEventTime: false).Select(name => (TimeDomain.ProcessingTime, at, name))),
        ];
    }

    /// <summary>Whether a timer must fire before anything else happens at an event time.</summary>
    private bool IsDue(long watermark) => watermark != Watermarks.Min
        && ((_eventTimers.NextTimestamp <= watermark && _eventTimers.Count > 0) || (_schedule is not null && _schedule.NextTime <= watermark && _schedule.NextTime != long.MaxValue));

    private long NextEventTime => Math.Min(_eventTimers.NextTimestamp, _schedule?.NextTime ?? long.MaxValue);

    /// <summary>Fires the timers that were registered for the past.</summary>
    private bool FireDueEventTimers() => !IsDue(_announced) || FireEventTimers(_announced);

    /// <summary>Advances event time to a watermark, timer by timer.</summary>
    /// <returns>Whether it is there; otherwise to be called again.</returns>
    private bool FireEventTimers(long watermark)
    {
        _announced = watermark;
        if (IsDue(watermark))
        {
            while (TryTakeEventTimer(watermark, out var key, out var hash, out var timestamp))
            {
                // A result at the time of the timer must not be late behind it.
                _watermark = Math.Max(_watermark, timestamp);
                _results.RaiseWatermark(timestamp == long.MinValue ? timestamp : timestamp - 1);
                Fire(key, hash, timestamp, isEventTime: true);
                if (!_limit.GoesOnAfterTimer() && IsDue(watermark))
                {
                    FlushResults();
                    return false;
                }
            }

            _loops.Reset();
        }

        _watermark = watermark;
        _results.RaiseWatermark(watermark);
        return true;
    }

    private bool TryTakeEventTimer(long watermark, out TKey key, out ulong hash, out long timestamp)
    {
        if (_schedule is null || _eventTimers.NextTimestamp < _schedule.NextTime || !_schedule.TryTake(watermark, out var due))
        {
            return _eventTimers.TryTake(watermark, out key, out hash, out timestamp);
        }

        (key, hash, timestamp) = (due.Key, due.Hash, due.Time);
        return true;
    }

    /// <summary>
    /// Fires the timers that are due by the clock: as many as there are now, so that one that registers another for the
    /// same moment leaves a turn to the records.
    /// </summary>
    private bool FireProcessingTimers(long now)
    {
        _clockTimersLeft = _clockTimersLeft > 0 ? _clockTimersLeft : _processingTimers.Count;
        while (_clockTimersLeft > 0 && _processingTimers.TryTake(now, out var key, out var hash, out var timestamp))
        {
            _clockTimersLeft--;
            Fire(key, hash, timestamp, isEventTime: false);
            if (!_limit.GoesOnAfterTimer() && _clockTimersLeft > 0)
            {
                FlushResults();
                return false;
            }
        }

        _clockTimersLeft = 0;
        return true;
    }

    private void Fire(TKey key, ulong hash, long timestamp, bool isEventTime)
    {
        _current.Set(key, hash);
        if (_named is not null && _named.HasAt(timestamp, isEventTime))
        {
            FireNames(key, hash, timestamp, isEventTime);
            return;
        }

        _context.SetTimer(key, timestamp, isEventTime, name: null);
        CallOnTimer(timestamp);
    }

    private void DropProcessingTimers()
    {
        while (_processingTimers.TryTake(long.MaxValue, out var key, out var hash, out var timestamp))
        {
            Drop(key, hash, timestamp);
        }

        if (_dropped > 0)
        {
            Context.Notify(OperatorNotices.TimersDropped.With($"The input has ended; {_dropped} processing-time timers that were not due yet are dropped."));
            _dropped = 0;
        }
    }

    private void RegisterEventTimer(long timestamp)
    {
        WatchLoop(timestamp, isEventTime: true);
        Register(timestamp, isEventTime: true);
    }

    private void WatchLoop(long timestamp, bool isEventTime)
    {
        if (isEventTime && _context.IsInEventTimer && timestamp <= _announced)
        {
            _loops.Registered(_current.Key, _context.Timestamp, timestamp);
        }
    }

    private void RegisterProcessingTimer(long timestamp)
    {
        if (_isAtEnd)
        {
            // The clock is not waited for any more.
            _dropped++;
            return;
        }

        Register(timestamp, isEventTime: false);
    }
}
