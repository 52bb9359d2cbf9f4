using Akka.Actor;
using static AkkaStreamProc.Connectors.Akka.ActorSinkProtocol;

namespace AkkaStreamProc.Connectors.Akka.Internal.Egress;

/// <summary>The address a target answers to: takes its answers, and its end, to the subtask. One for each writer.</summary>
internal sealed class EgressActor(IActorRef target, Action<long> onAcknowledged, Action<string, Exception?> onFailure) : UntypedActor
{
    protected override void PreStart() => Context.Watch(target);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Acknowledge { Sequence: var sequence }:
                onAcknowledged(sequence);
                break;
            case Status.Failure { Cause: var cause }:
                onFailure($"refused records: {cause.Message}", cause);
                break;
            case Terminated:
                onFailure("has terminated, and what it had not acknowledged may be lost with it. Start it again before the next attempt.", null);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
