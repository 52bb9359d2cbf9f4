using Akka.Actor;
using AkkaStreamProc.Connectors.Akka.Internal.Results;

namespace AkkaStreamProc.Connectors.Akka.Internal.Requests;

/// <summary>The request gates of an actor system by their names; they outlive every job.</summary>
internal sealed class RequestRegistry(ActorSystem system) : IExtension
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Registration> _byName = [];

    public static RequestRegistry For(ActorSystem system) => system.WithExtension<RequestRegistry, Provider>();

    /// <param name="name">A name that can be part of an actor path.</param>
    /// <param name="options">How requests are taken.</param>
    /// <param name="ingress">Where they go.</param>
    public (IActorRef Gate, ISink<ActorReply<TReply>> Replies) GetOrCreate<TRequest, TReply>(string name, ActorRequestsOptions options, IActorRef ingress)
    {
        lock (_gate)
        {
            if (!_byName.TryGetValue(name, out var found))
            {
                var gate = system.ActorOf(Props.Create(() => new RequestGate<TRequest, TReply>(name, options, ingress, TimeProvider.System)), $"actor-requests-{name}");
                found = new Registration(options, gate, new ReplySink<TReply>(name, gate, options.Answers));
                _byName.Add(name, found);
            }

            if (found.Replies is not ReplySink<TReply> replies || found.Options != options)
            {
                throw new AkkaConnectorException(
                    name,
                    $"Requests '{name}' with answers of '{typeof(TReply)}' and {options} cannot be taken: they are taken with other types or {found.Options} already. Use the same, or another name.");
            }

            return (found.Gate, replies);
        }
    }

    private sealed record Registration(ActorRequestsOptions Options, IActorRef Gate, object Replies);

    private sealed class Provider : ExtensionIdProvider<RequestRegistry>
    {
        public override RequestRegistry CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
