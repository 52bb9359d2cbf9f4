using Akka.Actor;

namespace AkkaStreamProc.Actors;

/// <summary>Sends an actor a message after a delay, to the millisecond.</summary>
/// <remarks>
/// The scheduler of an actor system counts in ticks: what is due in 5 ms comes after ten to twenty, and a tick as short as
/// that costs some percent of a core for ever. This one costs nothing while it is not set. Thread-safe.
/// </remarks>
internal sealed class Alarm : IDisposable
{
    /// <summary>As far as a timer of the system reaches, or less; what is due later is approached in steps.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(20);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly IActorRef _actor;
    private readonly object _message;
    private readonly ITimer _timer;
    private long _setAt;
    private TimeSpan? _delay;

    /// <param name="time">The clock.</param>
    /// <param name="actor">Who gets the message.</param>
    /// <param name="message">The message; the actor is told nothing of when the alarm was set.</param>
    public Alarm(TimeProvider time, IActorRef actor, object message)
    {
        _time = time;
        _actor = actor;
        _message = message;
        _timer = time.CreateTimer(static alarm => ((Alarm)alarm!).Elapse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets it, or sets it anew. A message that is on its way comes even so.</summary>
    /// <param name="delay">At least a millisecond passes.</param>
    public void Set(TimeSpan delay)
    {
        lock (_gate)
        {
            (_setAt, _delay) = (_time.GetTimestamp(), delay);
            Wait(delay);
        }
    }

    /// <summary>Nothing is sent any more but what is on its way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _delay = null;
            _timer.Dispose();
        }
    }

    private void Elapse()
    {
        lock (_gate)
        {
            if (_delay is not { } delay)
            {
                return;
            }

            if (delay > LongestStep && delay - _time.GetElapsedTime(_setAt) is var left && left > TimeSpan.Zero)
            {
                Wait(left);
                return;
            }

            _delay = null;
        }

        _actor.Tell(_message, ActorRefs.NoSender);
    }

    private void Wait(TimeSpan delay)
    {
        var step = delay < LongestStep ? delay : LongestStep;
        _timer.Change(step > TimeSpan.FromMilliseconds(1) ? step : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
