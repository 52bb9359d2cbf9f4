using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>One attempt to run a job, as its supervisor sees it: who is there, how far everybody is.</summary>
internal sealed class JobAttempt
{
    private readonly Dictionary<IActorRef, SubtaskId> _arrived = [];
    private readonly Dictionary<SubtaskId, IActorRef> _deployed = [];
    private readonly HashSet<SubtaskId> _unopened;
    private readonly HashSet<SubtaskId> _unended;

    public JobAttempt(JobGraph graph, int number, CompletedCheckpoint? restoredFrom, DateTimeOffset startedAt, int tolerableCheckpointFailures)
    {
        Number = number;
        RestoredFrom = restoredFrom;
        StartedAt = startedAt;
        Subtasks = [.. graph.Vertices.SelectMany(v => Enumerable.Range(0, v.Parallelism).Select(i => new SubtaskId(v.Id, i)))];
        Sources = [.. Subtasks.Where(s => graph.Vertices[s.Vertex].IsSource)];
        Checkpoints = new CheckpointCoordinator(Subtasks, tolerableCheckpointFailures);
        _unopened = [.. Subtasks];
        _unended = [.. Subtasks];
    }

    public int Number { get; }

    public CompletedCheckpoint? RestoredFrom { get; }

    public DateTimeOffset StartedAt { get; }

    public IReadOnlyList<SubtaskId> Subtasks { get; }

    public IReadOnlyList<SubtaskId> Sources { get; }

    public CheckpointCoordinator Checkpoints { get; }

    public Dictionary<SubtaskId, SubtaskReport> Reports { get; } = [];

    public IReadOnlyDictionary<SubtaskId, IActorRef> Deployed => _deployed;

    /// <summary>Subtasks that are there and have not ended.</summary>
    public HashSet<IActorRef> Alive { get; } = [];

    /// <summary>Whether a subtask has asked for a checkpoint before its time and none has begun since.</summary>
    public bool WantsCheckpoint { get; set; }

    public bool IsOpen => _unopened.Count == 0;

    public bool HasEnded => _unended.Count == 0;

    public void Arrive(SubtaskId subtask, IActorRef actor)
    {
        Alive.Add(actor);
        _arrived[actor] = subtask;
    }

    public SubtaskId IdOf(IActorRef actor) => _arrived[actor];

    /// <returns>Whether now all are restored and settled.</returns>
    public bool Deploy(SubtaskId subtask, IActorRef actor) => _deployed.TryAdd(subtask, actor) && _deployed.Count == Subtasks.Count;

    /// <returns>Whether now all are open.</returns>
    public bool Open(SubtaskId subtask) => _unopened.Remove(subtask) && IsOpen;

    /// <returns>Whether now the input of all has ended.</returns>
    public bool End(SubtaskId subtask) => _unended.Remove(subtask) && HasEnded;
}
