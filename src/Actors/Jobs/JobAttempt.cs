using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Explanations;
using AkkaStreamProc.Actors.Sources;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>One attempt to run a job: who is there, how far everybody is.</summary>
internal sealed class JobAttempt
{
    private readonly HashSet<SubtaskId> _undeployed;
    private readonly HashSet<SubtaskId> _unopened;
    private readonly HashSet<SubtaskId> _unended;

    public JobAttempt(ExecutionPlan plan, int number, CompletedCheckpoint? restoredFrom, long startedAt)
    {
        Plan = plan;
        Number = number;
        RestoredFrom = restoredFrom;
        Times = new TimeWatch(isRestored: restoredFrom is not null);
        StartedAt = startedAt;
        Subtasks = [.. plan.Vertices.SelectMany(v => Enumerable.Range(0, v.Parallelism).Select(i => new SubtaskId(v.Id, i)))];
        Sources = [.. Subtasks.Where(s => plan.Vertices[s.Vertex].IsSource)];
        _undeployed = [.. Subtasks];
        _unopened = [.. Subtasks];
        _unended = [.. Subtasks];
    }

    /// <summary>How it runs; the same from its beginning to its end.</summary>
    public ExecutionPlan Plan { get; }

    public int Number { get; }

    public CompletedCheckpoint? RestoredFrom { get; }

    /// <summary>A timestamp of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long StartedAt { get; }

    public IReadOnlyList<SubtaskId> Subtasks { get; }

    public IReadOnlyList<SubtaskId> Sources { get; }

    /// <summary>Who hands splits to the sources; set before the first subtask is deployed.</summary>
    public required AttemptSources SourceCoordinators { get; init; }

    /// <summary>The sources that wait for each other.</summary>
    public SourceAlignment? Alignment { get; init; }

    public Dictionary<SubtaskId, SubtaskReport> Reports { get; } = [];

    /// <summary>Since when what was reported is as it is.</summary>
    public TimeWatch Times { get; }

    /// <summary>Subtasks that have arrived and have not terminated.</summary>
    public HashSet<SubtaskId> Alive { get; } = [];

    /// <summary>Subtasks that are in a call that does not return, with what they said of it.</summary>
    public Dictionary<SubtaskId, SubtaskProtocol.Blocked> Blocked { get; } = [];

    /// <summary>Subtasks that are not restored and settled yet; once all are, those that have not opened.</summary>
    public IReadOnlyCollection<SubtaskId> Awaited => _undeployed.Count > 0 ? _undeployed : _unopened;

    public bool AreSourcesOpen => !Sources.Any(_unopened.Contains);

    /// <returns>Whether now all are restored and settled.</returns>
    public bool Deploy(SubtaskId subtask) => _undeployed.Remove(subtask) && _undeployed.Count == 0;

    /// <returns>Whether now all are open.</returns>
    public bool Open(SubtaskId subtask) => _unopened.Remove(subtask) && _unopened.Count == 0;

    /// <returns>Whether now the input of all has ended.</returns>
    public bool End(SubtaskId subtask) => _unended.Remove(subtask) && _unended.Count == 0;

    /// <summary>A subtask as people call it.</summary>
    public string Describe(SubtaskId id) => $"{Plan.Vertices[id.Vertex].Name}[{id.Index}]";

    public string Describe(IEnumerable<SubtaskId> ids) => string.Join(", ", ids.Select(Describe));

    /// <summary>The calls that do not return, in words.</summary>
    public IReadOnlyList<string> DescribeBlocked(DateTimeOffset now) =>
    [
        .. Blocked.Where(b => Alive.Contains(b.Key))
            .Select(b => $"{Describe(b.Key)}, where a call of {b.Value.What} has not returned for {(now - b.Value.Since).TotalSeconds:0} s"),
    ];
}
