namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>Notices, from another thread, that a subtask does not come back from one call of user code.</summary>
/// <remarks>
/// <para>
/// The subtask says that it is busy and how far it is (<see cref="Enter"/>, <see cref="Leave"/>, and the progress it was
/// created with); a timer looks whether that changes. So a busy subtask pays a store for each message, and a slow one that
/// gets on is never taken for a blocked one.
/// </para>
/// <para>What has been noticed is told once, and once more when the call has returned.</para>
/// </remarks>
internal sealed class CallWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Func<long> _progress;
    private readonly Action<TimeSpan> _blocked;
    private readonly Action _resumed;
    private readonly ITimer _timer;
    private long _messages;
    private volatile bool _isBusy;

    // Of the timer alone, whose calls do not overlap.
    private (long Messages, long Progress) _seen;
    private long _seenSince;
    private bool _isTold;
    private int _isLooking;

    /// <param name="time">The clock.</param>
    /// <param name="limit">How long one call may take.</param>
    /// <param name="progress">A number that changes with every call of user code; read by another thread.</param>
    /// <param name="blocked">A call has taken longer than the limit: so long by now. On another thread.</param>
    /// <param name="resumed">The call that was told of has returned. On another thread.</param>
    public CallWatch(TimeProvider time, TimeSpan limit, Func<long> progress, Action<TimeSpan> blocked, Action resumed)
    {
        _time = time;
        _limit = limit;
        _progress = progress;
        _blocked = blocked;
        _resumed = resumed;
        _seenSince = time.GetTimestamp();
        var period = TimeSpan.FromMilliseconds(Math.Clamp(limit.TotalMilliseconds / 10, 10, 1000));
        _timer = time.CreateTimer(static watch => ((CallWatch)watch!).Look(), this, period, period);
    }

    /// <summary>The subtask begins with a message.</summary>
    public void Enter()
    {
        _messages++;
        _isBusy = true;
    }

    /// <summary>The subtask is through with it.</summary>
    public void Leave() => _isBusy = false;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0)
        {
            return;
        }

        var now = (Volatile.Read(ref _messages), _progress());
        if (!_isBusy || now != _seen)
        {
            _seen = now;
            _seenSince = _time.GetTimestamp();
            if (_isTold)
            {
                _isTold = false;
                _resumed();
            }
        }
        else if (!_isTold && _time.GetElapsedTime(_seenSince) is var elapsed && elapsed >= _limit)
        {
            _isTold = true;
            _blocked(elapsed);
        }

        Volatile.Write(ref _isLooking, 0);
    }
}
