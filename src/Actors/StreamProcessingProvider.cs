using Akka.Actor;
using AkkaStreamProc.Actors;

namespace AkkaStreamProc;

/// <summary>Creates the extension; use <see cref="StreamProcessing.For"/>.</summary>
public sealed class StreamProcessingProvider : ExtensionIdProvider<StreamProcessing>
{
    /// <inheritdoc/>
    public override StreamProcessing CreateExtension(ExtendedActorSystem system) => new(system);
}
