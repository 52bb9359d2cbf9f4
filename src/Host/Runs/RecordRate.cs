namespace AkkaStreamProc.Host.Runs;

/// <summary>Records a second, over the time since it was last asked.</summary>
internal sealed class RecordRate(TimeProvider time)
{
    private long _lastCount = -1;
    private long _lastTime;

    /// <summary>Takes the count of all records so far. The first call, and one after the count fell, has no rate.</summary>
    public double Next(long count)
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_lastTime, now).TotalSeconds;
        var rate = _lastCount >= 0 && count >= _lastCount && elapsed > 0 ? (count - _lastCount) / elapsed : 0;
        _lastCount = count;
        _lastTime = now;
        return rate;
    }
}
