namespace AkkaStreamProc.Operators.Time;

/// <summary>The clocks of one subtask: processing time, and a stopwatch for intervals. Neither ever goes back.</summary>
/// <remarks>
/// <para>
/// Processing time is the machine's wall clock as long as that goes forward, however fast. When the wall clock is set
/// back, processing time goes on from where it was, at nine tenths of its speed until the wall clock has caught up: a
/// window of processing time ends once, and a timer two seconds ahead fires two seconds and a bit later, not an hour.
/// </para>
/// <para>
/// The processing time that operators have seen is part of their snapshots (<see cref="Raise"/>), so it does not go back
/// over a restart either. Single-threaded.
/// </para>
/// </remarks>
internal sealed class SubtaskClock(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    private long _stamp = time.GetTimestamp();
    private long _ticks = time.GetUtcNow().UtcTicks;

    /// <summary>Processing time, in milliseconds since the Unix epoch.</summary>
    public long NowMs
    {
        get
        {
            var stamp = time.GetTimestamp();
            var elapsed = Math.Max(0, time.GetElapsedTime(_stamp, stamp).Ticks);
            _stamp = stamp;
            _ticks = Math.Max(time.GetUtcNow().UtcTicks, _ticks + (elapsed / 10 * 9));
            return MillisecondsOf(_ticks);
        }
    }

    /// <summary>The milliseconds since the clock was created, whatever happens to the wall clock; for intervals.</summary>
    public long ElapsedMs => (long)time.GetElapsedTime(_began).TotalMilliseconds;

    /// <summary>Continues from a processing time of an earlier life, where the wall clock has not reached it yet.</summary>
    /// <param name="nowMs">In milliseconds since the Unix epoch.</param>
    public void Raise(long nowMs) => _ticks = Math.Max(_ticks, DateTimeOffset.FromUnixTimeMilliseconds(nowMs).UtcTicks);

    private static long MillisecondsOf(long ticks) => new DateTimeOffset(ticks, TimeSpan.Zero).ToUnixTimeMilliseconds();
}
