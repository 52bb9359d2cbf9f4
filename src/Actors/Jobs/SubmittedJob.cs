using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What was accepted to run, and what became of it so far; from one submission to the next.</summary>
/// <param name="graph">The job.</param>
/// <param name="planId">Its number in the catalog.</param>
/// <param name="settings">How it runs.</param>
internal sealed class SubmittedJob(JobGraph graph, string planId, JobSettings settings)
{
    public JobGraph Graph => graph;

    public string PlanId => planId;

    public JobSettings Settings => settings;

    /// <summary>Whether it is to end behind a savepoint. An attempt that fails before it is complete leaves that to the next.</summary>
    public bool IsToStop { get; set; }

    /// <summary>How many attempts have failed without a stable time between them.</summary>
    public int FailuresInRow { get; set; }

    public string? LastFailure { get; set; }
}
