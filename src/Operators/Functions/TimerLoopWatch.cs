using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>Says so when a function keeps registering timers that are due at once.</summary>
/// <remarks>
/// Such timers are taken in turns, so that the subtask answers; but no record behind them is processed before the last
/// of them has fired, and there may be no last one.
/// </remarks>
internal sealed class TimerLoopWatch(OperatorContext context)
{
    /// <summary>How many such timers are taken for a loop where they do not even go forward in time.</summary>
    public const long StandingLimit = 10_000;

    /// <summary>How many are taken for one in any case: a heartbeat that catches up registers many too.</summary>
    public const long AdvancingLimit = 1_000_000;

    private long _standing;
    private long _all;
    private long _standingWarning = StandingLimit;
    private long _allWarning = AdvancingLimit;

    /// <summary>Nothing is due any more.</summary>
    public void Reset()
    {
        (_standing, _all) = (0, 0);
        (_standingWarning, _allWarning) = (StandingLimit, AdvancingLimit);
    }

    /// <summary>A timer has registered another one that is due already.</summary>
    public void Registered<TKey>(TKey key, long firing, long registered)
    {
        _all++;
        _standing = registered > firing ? 0 : _standing + 1;
        if (_standing == _standingWarning)
        {
            _standingWarning *= 10;
            Warn(key, firing, registered, _standing, "not later than itself");
        }
        else if (_all == _allWarning)
        {
            _allWarning *= 10;
            Warn(key, firing, registered, _all, "that is due already");
        }
    }

    private void Warn<TKey>(TKey key, long firing, long registered, long count, string which) => context.Notify(OperatorNotices.TimerLoop.With(
        $"A timer has registered another one {which} {count} times in a row, the last at {firing} for {registered} with key '{key}'. " +
        "No record is processed before the last of them has fired. Register timers later than context.Watermark, or stop registering them."));
}
