using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Tests.Execution;

/// <summary>Takes operators through their binary snapshots into new subtasks.</summary>
internal static class Checkpoints
{
    public const long Id = 7;

    public static SubtaskSnapshot Save(this StreamOperator op, Action? beforeWriting = null, long id = Id)
    {
        var freeze = new SubtaskFreeze(id);
        op.Freeze(freeze.Add(op.Context.OperatorName));
        beforeWriting?.Invoke();
        var header = new SnapshotHeader("job", "vertex", op.Context.SubtaskIndex, op.Context.Parallelism, op.Context.MaxParallelism, id);
        var bytes = SubtaskSnapshot.Write(header, freeze);
        freeze.Release();
        return SubtaskSnapshot.Parse(bytes, "a test");
    }

    /// <summary>What the runtime gives a subtask: the snapshots of all old subtasks.</summary>
    public static OperatorRestore For(this IEnumerable<SubtaskSnapshot> snapshots, OperatorContext context) =>
        new(context.OperatorName, Id, context.SubtaskIndex, context.Parallelism, [.. snapshots.Select(s => (s.Header, s.Operators[context.OperatorName]))]);

    public static void OpenFresh(this StreamOperator op) => Open(op, OperatorRestore.Nothing(op.Context.OperatorName, op.Context.SubtaskIndex, op.Context.Parallelism));

    public static void OpenFrom(this StreamOperator op, IEnumerable<SubtaskSnapshot> snapshots) => Open(op, snapshots.For(op.Context));

    private static void Open(StreamOperator op, OperatorRestore restore)
    {
        var opened = 0;
        op.Open(restore, () => opened++);
        opened.ShouldBe(1);
    }
}
