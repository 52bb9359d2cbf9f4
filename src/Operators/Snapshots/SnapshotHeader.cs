namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>Whose state a snapshot holds.</summary>
/// <param name="Job">The name of the job.</param>
/// <param name="Vertex">The name of the vertex.</param>
/// <param name="SubtaskIndex">Which subtask of the vertex.</param>
/// <param name="Parallelism">How many subtasks the vertex had.</param>
/// <param name="MaxParallelism">How many key groups the job has.</param>
/// <param name="CheckpointId">The checkpoint the snapshot belongs to.</param>
internal sealed record SnapshotHeader(string Job, string Vertex, int SubtaskIndex, int Parallelism, int MaxParallelism, long CheckpointId)
{
    public override string ToString() => $"checkpoint {CheckpointId} of {Job}/{Vertex}[{SubtaskIndex}]";
}
