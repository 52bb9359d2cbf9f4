using System.Text.Json.Serialization;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>A completed checkpoint as the journal knows it.</summary>
/// <param name="Status">What is told of it.</param>
/// <param name="Parallelism">How many subtasks each vertex had, by name.</param>
/// <param name="Watermark">The lowest watermark at its barriers.</param>
/// <param name="Operators">The counters at its barriers.</param>
/// <param name="Places">Where it has the state of each operator, by name; missing in journals of earlier versions.</param>
/// <param name="Address">
/// Of a savepoint with a directory: its name where this store keeps savepoints, or the full path of one from elsewhere.
/// </param>
internal sealed record CompletedCheckpoint(
    CheckpointStatus Status,
    IReadOnlyDictionary<string, int> Parallelism,
    long Watermark,
    IReadOnlyList<OperatorStatus> Operators,
    IReadOnlyDictionary<string, OperatorPlace>? Places = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Address = null)
{
    public long Id => Status.Id;
}
