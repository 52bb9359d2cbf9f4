using Akka.Actor;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>The ingress actors of an actor system by the name of their source; they outlive every job.</summary>
internal sealed class IngressRegistry(ActorSystem system) : IExtension
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Registration> _byName = [];

    public static IngressRegistry For(ActorSystem system) => system.WithExtension<IngressRegistry, Provider>();

    public IReadOnlyList<IActorRef> GetOrCreate<T>(string name, ActorSourceOptions options)
    {
        options.Validate();
        if (string.IsNullOrEmpty(name) || !ActorPath.IsValidPathElement(name))
        {
            throw new AkkaConnectorException(name, $"'{name}' cannot name an actor source, because it cannot be part of an actor path. Use letters, digits, '-' and '_'.");
        }

        lock (_gate)
        {
            if (!_byName.TryGetValue(name, out var found))
            {
                found = new Registration(typeof(T), options, [.. Enumerable.Range(0, options.Ingresses).Select(number => Create<T>(name, number, options))]);
                _byName.Add(name, found);
            }

            if (found.Type != typeof(T) || found.Options != options)
            {
                throw new AkkaConnectorException(
                    name,
                    $"The actor source '{name}' of '{typeof(T)}' with {options} cannot be created: there is one of '{found.Type}' with {found.Options}. Use the same type and options, or another name.");
            }

            return found.Ingresses;
        }
    }

    private IActorRef Create<T>(string name, int number, ActorSourceOptions options) =>
        system.ActorOf(Props.Create(() => new IngressActor<T>(name, options)), $"actor-source-{name}-{number}");

    private sealed record Registration(Type Type, ActorSourceOptions Options, IReadOnlyList<IActorRef> Ingresses);

    private sealed class Provider : ExtensionIdProvider<IngressRegistry>
    {
        public override IngressRegistry CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
