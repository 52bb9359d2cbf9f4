using Akka.Actor;

namespace AkkaStreamProc.Connectors.Akka.Internal.Ingress;

/// <summary>A record with whoever sent it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Sender">Whom to answer; <see cref="ActorRefs.NoSender"/> for nobody.</param>
/// <param name="Feeder">The subscription it was fed under, or <see langword="null"/> for an offer.</param>
internal readonly record struct IngressEntry<T>(T Record, IActorRef Sender, Feeder? Feeder = null);
