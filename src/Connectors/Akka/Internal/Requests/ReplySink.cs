using Akka.Actor;
using AkkaStreamProc.Connectors.Akka.Internal.Results;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka.Internal.Requests;

/// <summary>Takes answers to a request gate of the same process.</summary>
internal sealed class ReplySink<T>(string name, IActorRef gate, ResultVisibility visibility) : ISink<ActorReply<T>>, IResultTarget<ActorReply<T>>
{
    private readonly HeldEpochs<ActorReply<T>>? _held = visibility == ResultVisibility.WhenCommitted ? new() : null;

    public string Description => $"replies({name})";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.AtLeastOnce;

    /// <summary>Answers are as many as requests, and these are bounded.</summary>
    public bool HasRoom => true;

    public ISinkWriter<ActorReply<T>> CreateWriter(ISubtaskContext context) => new ResultWriter<ActorReply<T>>(this, _held, context);

    public void WhenRoom(Action call) => call();

    public void Withdraw(Action call)
    {
    }

    public void Give(IReadOnlyList<ActorReply<T>> records) => gate.Tell(new RequestMessages.Answered<T>(records), ActorRefs.NoSender);
}
