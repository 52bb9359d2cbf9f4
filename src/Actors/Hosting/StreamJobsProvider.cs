using Akka.Actor;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Hosting;

namespace AkkaStreamProc;

/// <summary>Creates the extension; use <see cref="StreamJobs.For"/>.</summary>
public sealed class StreamJobsProvider : ExtensionIdProvider<StreamJobs>
{
    /// <inheritdoc/>
    public override StreamJobs CreateExtension(ExtendedActorSystem system) => new(system);
}
