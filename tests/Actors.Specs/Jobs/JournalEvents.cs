using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>One example of each event, and builders.</summary>
internal static class JournalEvents
{
    private static readonly DateTimeOffset At = new(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);

    public static JobSubmitted Submitted { get; } = new("00ff", "job visits, key groups 128\nsource = source collection -> Int32\n", 128, new Guid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"));

    /// <summary>Every kind of event and the snapshot, in the order of a job's life.</summary>
    public static IReadOnlyList<object> Examples { get; } =
    [
        Submitted,
        Attempt(1, 0, 100),
        Completed(7, isSavepoint: true),
        new CheckpointIdsReserved(200),
        new JobEnded(JobState.Failed, "The subtask source[0] was lost.", At),
        new JobEnded(JobState.Finished, null, At),
        new JobDiscarded(At),
        new CheckpointChosen(7, At),
        new CheckpointImported(
            "00ff",
            "job visits, key groups 128\nsource = source collection -> Int32\n",
            128,
            Completed(7, isSavepoint: true).Checkpoint with { Address = "/savepoints/visits" },
            new Guid("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"),
            new Guid("1a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"),
            new Dictionary<string, int> { ["source"] = 2, ["count"] = 4 },
            107,
            0,
            At),
        JobHistory.Empty.Apply(Submitted).Apply(Attempt(2, 7, 300)).Apply(Completed(7)).Apply(Completed(201))
            .Apply(new JobEnded(JobState.Stopped, null, At)),
    ];

    public static AttemptStarted Attempt(int number, long restoredFrom, long reservedUpTo) =>
        new(number, restoredFrom, reservedUpTo, Plan: Plan(counting: number));

    private static ExecutionPlan Plan(int counting) => new(
        "visits",
        "00ff",
        128,
        [
            new PlanVertex(0, 2, [new PlanStep([Operator("source", 0, OperatorRole.Source, new PlanState("splits", "positions", "", false))], true, [new WatermarkPoint(1000, 999)])]),
            new PlanVertex(1, counting, [new PlanStep([Operator("count", 1, OperatorRole.Transformation, new PlanState("panes", "Int64", " (exact)", true))], false, [])]),
        ],
        [new PlanEdge(0, "source", 0, "records", "count", 0, 0, 1, EdgeKind.Hash, true, "hash(Int32) of partial aggregates")]);

    private static PlanOperator Operator(string name, int ordinal, OperatorRole role, PlanState state) =>
        new(name, ordinal, name, role, "Int32", ErrorPolicy.Divert, true, false, [state], $"{name} of visits");

    public static CheckpointCompleted Completed(long id, bool isSavepoint = false) => new(new CompletedCheckpoint(
        new CheckpointStatus(id, isSavepoint, At, TimeSpan.FromMilliseconds(12.5), 4096),
        new Dictionary<string, int> { ["source"] = 2, ["count"] = 4 },
        1_700_000_000_000,
        [new OperatorStatus("source", true, false, 10, 9, 0, 1), new OperatorStatus("count", false, true, 9, 3, 2, 0)],
        new Dictionary<string, OperatorPlace> { ["source"] = new("source", 2, ["splits"], "source collection"), ["count"] = new("count", 4, ["panes"], "count") }));
}
