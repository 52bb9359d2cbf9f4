using Akka.Actor;
using static AkkaStreamProc.Connectors.Akka.ActorSourceProtocol;

namespace AkkaStreamProc.Connectors.Akka.Internal.Requests;

/// <summary>Gives every request a name, hands it to the ingress of the job, and the first answer of that name to whoever asked.</summary>
/// <remarks>
/// What is open is bounded in number and time. An answer to nothing that is open (a second one, one that comes too late, one of
/// a request of an earlier process that was in a checkpoint) goes nowhere.
/// </remarks>
internal sealed class RequestGate<TRequest, TReply>(string name, ActorRequestsOptions options, IActorRef ingress, TimeProvider time) : UntypedActor, IWithTimers
{
    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<Guid, Open> _open = [];

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestMessages.Answered<TReply> { Replies: var replies }:
                foreach (var reply in replies)
                {
                    Answer(reply);
                }

                break;
            case Refused { Record: ActorRequest<TRequest> { Correlation: var refused }, Reason: var reason }:
                Fail(refused, reason, isTransient: true);
                break;
            case Acknowledged:
                break;
            case Expiry:
                Expire();
                break;
            case RequestMessages.Withdrawn { Correlation: var withdrawn }:
                Close(withdrawn);
                break;
            case RequestMessages.Asked<TRequest> asked:
                Take(asked.Correlation, asked.Value, asked.Timeout);
                break;
            case TRequest request:
                Take(Guid.NewGuid(), request, options.Timeout);
                break;
            default:
                Sender.Tell(Failure($"'{name}' takes requests of '{typeof(TRequest)}', but not '{message.GetType()}'.", isTransient: false));
                break;
        }
    }

    private void Take(Guid correlation, TRequest request, TimeSpan timeout)
    {
        if (_open.Count >= options.MaxOpen)
        {
            Sender.Tell(Failure($"'{name}' refuses the request: {_open.Count} wait for their answers already. Ask again later.", isTransient: true));
            return;
        }

        _open.Add(correlation, new Open(Sender, time.GetTimestamp(), timeout));
        if (_open.Count == 1)
        {
            Timers.StartPeriodicTimer(nameof(Expiry), Expiry.Instance, ExpiryInterval, ExpiryInterval);
        }

        ingress.Tell(new Offer<ActorRequest<TRequest>>(new ActorRequest<TRequest>(correlation, request)), Self);
    }

    private void Answer(ActorReply<TReply> reply)
    {
        if (reply.Refusal is { } reason)
        {
            Fail(reply.Correlation, reason, isTransient: false);
        }
        else if (reply.Value is null)
        {
            Fail(reply.Correlation, $"The job answered the request to '{name}' with null. Let it refuse the request, or answer something.", isTransient: false);
        }
        else
        {
            Close(reply.Correlation)?.Asker.Tell(reply.Value, Self);
        }
    }

    private void Expire()
    {
        foreach (var (correlation, open) in _open.Where(o => IsOver(o.Value)).ToList())
        {
            Fail(correlation, $"The request to '{name}' has no answer after {open.Timeout}: the job does not run, is behind, or gives none. It may process the request all the same.", isTransient: true);
        }
    }

    private bool IsOver(Open open) => open.Timeout != Timeout.InfiniteTimeSpan && time.GetElapsedTime(open.Since) >= open.Timeout;

    private void Fail(Guid correlation, string reason, bool isTransient) => Close(correlation)?.Asker.Tell(Failure(reason, isTransient), Self);

    private Status.Failure Failure(string reason, bool isTransient) => new(new AkkaConnectorException(name, reason) { IsTransient = isTransient });

    private Open? Close(Guid correlation)
    {
        if (_open.Remove(correlation, out var open) && _open.Count == 0)
        {
            Timers.Cancel(nameof(Expiry));
        }

        return open;
    }

    private sealed record Open(IActorRef Asker, long Since, TimeSpan Timeout);

    private sealed class Expiry
    {
        public static readonly Expiry Instance = new();
    }
}
