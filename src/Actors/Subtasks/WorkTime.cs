namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>How long a subtask has been busy, idle and blocked.</summary>
/// <remarks>Single-threaded. The clock is read where the activity changes, so a busy subtask reads none.</remarks>
internal sealed class WorkTime(TimeProvider time)
{
    private readonly TimeSpan[] _past = new TimeSpan[3];
    private SubtaskActivity _activity;
    private long _since = time.GetTimestamp();

    public void Switch(SubtaskActivity next)
    {
        if (next == _activity)
        {
            return;
        }

        var now = time.GetTimestamp();
        _past[(int)_activity] += time.GetElapsedTime(_since, now);
        _activity = next;
        _since = now;
    }

    /// <summary>The time up to now, by <see cref="SubtaskActivity"/>.</summary>
    public IReadOnlyList<TimeSpan> Measure()
    {
        TimeSpan[] measured = [.. _past];
        measured[(int)_activity] += time.GetElapsedTime(_since);
        return measured;
    }
}
