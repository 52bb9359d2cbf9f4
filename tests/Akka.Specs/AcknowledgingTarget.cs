using Akka.Actor;
using static AkkaStreamProc.Connectors.Akka.ActorSinkProtocol;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>A target of a sink that hands each record to an observer and acknowledges it.</summary>
internal sealed class AcknowledgingTarget<T> : ReceiveActor
{
    public AcknowledgingTarget(IActorRef observer) => Receive<Deliver<T>>(message =>
    {
        foreach (var record in message.Records)
        {
            observer.Tell(record);
        }

        Sender.Tell(message.Acknowledgement);
    });
}
