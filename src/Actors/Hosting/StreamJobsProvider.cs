using Akka.Actor;

namespace AkkaStreamProc.Actors.Hosting;

/// <summary>Creates the extension; use <see cref="StreamJobs.For"/>.</summary>
public sealed class StreamJobsProvider : ExtensionIdProvider<StreamJobs>
{
    /// <inheritdoc/>
    public override StreamJobs CreateExtension(ExtendedActorSystem system) => new(system);
}
