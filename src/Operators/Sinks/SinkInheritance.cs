using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>What a subtask of a sink takes over from those before it.</summary>
/// <param name="Subtasks">Whose earlier attempts it locks out: its own, and those of numbers that no longer exist.</param>
/// <param name="States">Their states in the checkpoint, by number, with the epochs up to the checkpoint.</param>
/// <param name="Own">The one of its own number, whose life it continues.</param>
internal sealed record SinkInheritance(IReadOnlyList<int> Subtasks, IReadOnlyList<SinkState> States, SinkState? Own)
{
    public static SinkInheritance Of(ISubtaskContext context, long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states)
    {
        // A sink that promised less left an empty state.
        var inherited = states.Where(bytes => !bytes.IsEmpty)
            .Select(SinkStateFormat.Decode)
            .Select(state => state with { Unconfirmed = [.. state.Unconfirmed.Where(e => e.CheckpointId <= checkpointId)] })
            .OrderBy(state => state.Life.Subtask)
            .ToList();
        var vanished = Enumerable.Range(0, context.HighestParallelism)
            .Where(subtask => subtask >= context.Parallelism && subtask % context.Parallelism == context.SubtaskIndex);
        return new SinkInheritance(
            [.. vanished.Concat(inherited.Select(state => state.Life.Subtask)).Append(context.SubtaskIndex).Distinct().Order()],
            inherited,
            inherited.Find(state => state.Life.Subtask == context.SubtaskIndex));
    }
}
