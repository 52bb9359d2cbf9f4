namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What a subtask has counted up to a moment.</summary>
/// <param name="Watermark">Its event time.</param>
/// <param name="IsIdle">Whether nothing of its input counts for event time now.</param>
/// <param name="Operators">The counters of its operators, by name.</param>
internal sealed record SubtaskReport(long Watermark, bool IsIdle, IReadOnlyList<OperatorCount> Operators)
{
    /// <summary>What the operators held when that was measured last, in the same order; empty before the first time.</summary>
    public IReadOnlyList<OperatorMemory> Memory { get; init; } = [];

    /// <summary>What holds its time back; <see langword="null"/> where nobody looked.</summary>
    public SubtaskTime? Time { get; init; }
}

/// <summary>The counters of one operator in one subtask.</summary>
internal readonly record struct OperatorCount(string Name, long In, long Out, long Late, long Bad, long Skipped, long Diverted);
