using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>What the rules have decided of a plan so far. Immutable.</summary>
/// <param name="Logical">The job as it was declared.</param>
internal sealed record PlanDraft(LogicalPlan Logical)
{
    /// <summary>How many subtasks run each operator, by its name.</summary>
    public IReadOnlyDictionary<string, int> Parallelism { get; init; } = new Dictionary<string, int>();

    /// <summary>How the records of each edge are distributed, by its number.</summary>
    public IReadOnlyDictionary<int, Partitioning> Partitionings { get; init; } = new Dictionary<int, Partitioning>();

    /// <summary>The operators whose batches tell how far event time is before each record.</summary>
    public IReadOnlySet<string> CarriesTime { get; init; } = new HashSet<string>();

    /// <summary>The watermarks at which each source cuts its batches.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<WatermarkPoint>> Points { get; init; } = new Dictionary<string, IReadOnlyList<WatermarkPoint>>();

    /// <summary>The edges whose both ends run in the same subtask, by number.</summary>
    public IReadOnlySet<int> Chained { get; init; } = new HashSet<int>();

    /// <summary>The operators that run as one, each behind what feeds it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Vertices { get; init; } = [];

    /// <summary>The same, those that are compiled to one loop together.</summary>
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Steps { get; init; } = [];
}
