namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>A subtask of the attempt that took a checkpoint: whose snapshot is read.</summary>
/// <param name="Vertex">The name its vertex had.</param>
/// <param name="Index">Its number.</param>
internal readonly record struct FormerSubtask(string Vertex, int Index)
{
    public override string ToString() => $"{Vertex}[{Index}]";
}
