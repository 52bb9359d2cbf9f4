using Akka.Actor;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>The timers of a job's run, one of each kind at a time.</summary>
/// <param name="time">The clock.</param>
/// <param name="supervisor">Who is told, by a <see cref="Due"/>.</param>
internal sealed class JobAlarms(TimeProvider time, IActorRef supervisor) : IDisposable
{
    private readonly Dictionary<JobTimerKind, (JobTimer Timer, long Setting, Alarm Alarm)> _set = [];
    private long _settings;

    /// <summary>Sets a timer; replaces one of the same kind.</summary>
    public void Set(JobTimer timer, TimeSpan delay)
    {
        Cancel(timer.Kind);
        var setting = ++_settings;
        var alarm = new Alarm(time, supervisor, new Due(timer.Kind, setting));
        _set[timer.Kind] = (timer, setting, alarm);
        alarm.Set(delay);
    }

    public void Cancel(JobTimerKind kind)
    {
        if (_set.Remove(kind, out var set))
        {
            set.Alarm.Dispose();
        }
    }

    /// <summary>Takes what a message speaks of, unless it was cancelled or replaced while the message was on its way.</summary>
    public bool TryTake(Due due, out JobTimer timer)
    {
        var isCurrent = _set.TryGetValue(due.Kind, out var set) && set.Setting == due.Setting;
        timer = set.Timer;
        if (isCurrent)
        {
            Cancel(due.Kind);
        }

        return isCurrent;
    }

    public void Dispose()
    {
        foreach (var kind in _set.Keys.ToList())
        {
            Cancel(kind);
        }
    }

    /// <summary>A timer has run out.</summary>
    public sealed record Due(JobTimerKind Kind, long Setting);
}
