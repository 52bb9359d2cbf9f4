using Akka.Actor;

namespace AkkaStreamProc.Actors;

/// <summary>Sends an actor a message after a delay, to the millisecond.</summary>
/// <remarks>
/// The scheduler of an actor system counts in ticks: what is due in 5 ms comes after ten to twenty, and a tick as short as
/// that costs some percent of a core for ever. This one costs nothing while it is not set. Of the actor's thread, but for
/// the message.
/// </remarks>
internal sealed class Alarm : IDisposable
{
    private readonly ITimer _timer;

    /// <param name="time">The clock.</param>
    /// <param name="actor">Who gets the message.</param>
    /// <param name="message">The message; the actor is told nothing of when the alarm was set.</param>
    public Alarm(TimeProvider time, IActorRef actor, object message) =>
        _timer = time.CreateTimer(_ => actor.Tell(message, ActorRefs.NoSender), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Sets it, or sets it anew. A message that is on its way comes even so.</summary>
    /// <param name="delay">At least a millisecond passes.</param>
    public void Set(TimeSpan delay) => _timer.Change(delay > TimeSpan.FromMilliseconds(1) ? delay : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

    /// <summary>Nothing is sent any more but what is on its way.</summary>
    public void Cancel() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
