namespace AkkaStreamProc.Bench.Timers;

/// <summary>Timers of numbered keys, each with one at a time, as a session or a time-out has.</summary>
internal interface ITimers
{
    void Register(long key, long timestamp);

    /// <summary>Replaces the timer of a key by a later one.</summary>
    void Move(long key, long former, long timestamp);

    /// <summary>Removes the next timer that is due.</summary>
    bool TryTake(long time, out long key, out long timestamp);
}
