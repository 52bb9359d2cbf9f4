namespace AkkaStreamProc.Actors.Exchange;

/// <summary>A subtask within its job: the vertex and the number.</summary>
internal readonly record struct SubtaskId(int Vertex, int Index);
