using Akka.Configuration;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>Specs with an actor system of one node that runs jobs and keeps its journal in memory.</summary>
public abstract class JobSpecs() : ActorSpecs(Store.WithFallback(StreamProcessingConfig.Defaults))
{
    private static readonly Config Store = ConfigurationFactory.ParseString(
        """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """);

    protected static JobSettings Settings { get; } = new()
    {
        CheckpointInterval = TimeSpan.FromMilliseconds(50),
        Restart = RestartStrategy.FixedDelay(TimeSpan.FromMilliseconds(1), maxFailures: 3),
    };

    protected Task<JobHandle> SubmitAsync(JobGraph graph, JobSettings? settings = null) =>
        StreamProcessing.For(Sys).SubmitAsync(graph, settings ?? Settings).InTime("the job accepted");
}
