using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>Something a person who watches a job wants to know: an attempt failed, a broker is away, a checkpoint was aborted.</summary>
/// <param name="Time">When.</param>
/// <param name="Job">The name of the job.</param>
/// <param name="Source">The operator, or empty where it concerns the whole job.</param>
/// <param name="Message">What.</param>
/// <remarks>Published on the event stream of the actor system, and logged.</remarks>
public sealed record JobEvent(DateTimeOffset Time, string Job, string Source, string Message)
{
    /// <summary>The number of its kind, which stays the same whatever the words become: see <c>docs/telemetry.md</c>.</summary>
    public int Id { get; init; }
}
