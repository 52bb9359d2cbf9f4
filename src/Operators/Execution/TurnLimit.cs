namespace AkkaStreamProc.Operators.Execution;

/// <summary>Decides when an operator that has much to do leaves the rest for its next turn.</summary>
/// <remarks>
/// A turn ends when its time is over, when what follows has no room, and after a number of timers whatever the clock
/// says. The clock and the room are asked now and then only, for each costs as much as a short call of a function.
/// </remarks>
internal sealed class TurnLimit(OperatorContext context)
{
    /// <summary>How many timers fire in one turn at the most.</summary>
    public const int MaxTimers = 4096;

    private const int TimersBetweenLooks = 16;
    private const int RecordsBetweenLooks = 64;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMilliseconds(5);

    private long _began;
    private int _timers;
    private int _records;

    /// <summary>Begins a turn, which does at least one thing.</summary>
    public void Begin()
    {
        _began = context.Time.GetTimestamp();
        _timers = 0;
        _records = 0;
    }

    /// <summary>Counts a timer that has fired.</summary>
    /// <returns>Whether the turn goes on.</returns>
    public bool GoesOnAfterTimer() => ++_timers < MaxTimers && (_timers % TimersBetweenLooks != 0 || GoesOn());

    /// <summary>Counts a record that was processed.</summary>
    /// <inheritdoc cref="GoesOnAfterTimer" path="/returns"/>
    public bool GoesOnAfterRecord() => ++_records % RecordsBetweenLooks != 0 || GoesOn();

    private bool GoesOn() => context.HasRoom() && context.Time.GetElapsedTime(_began) < MaxTime;
}
