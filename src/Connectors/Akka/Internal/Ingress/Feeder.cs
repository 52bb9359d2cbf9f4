using Akka.Actor;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>A subscription of an actor that feeds an ingress.</summary>
internal sealed class Feeder(IActorRef actor)
{
    public IActorRef Actor => actor;

    /// <summary>How many records it may still send.</summary>
    public int Granted { get; set; }

    /// <summary>How many of its records are in a complete checkpoint.</summary>
    public long Confirmed { get; set; }
}
