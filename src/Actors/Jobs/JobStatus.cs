using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>A job at one moment.</summary>
/// <param name="Name">The name of the job.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Attempt">The number of the current or last attempt, from 1 on over the whole life of the job.</param>
/// <param name="LastCheckpoint">The last completed checkpoint, or <see langword="null"/>.</param>
/// <param name="Watermark">
/// The lowest watermark among the subtasks that have one and are not idle, or the highest where all are, in milliseconds;
/// <see cref="long.MinValue"/> before the first, <see cref="long.MaxValue"/> at the end of the input.
/// </param>
/// <param name="Operators">The operators in the order of the graph.</param>
/// <param name="LastFailure">Why the last failed attempt failed, or <see langword="null"/>.</param>
public sealed record JobStatus(
    string Name,
    JobState State,
    int Attempt,
    CheckpointStatus? LastCheckpoint,
    long Watermark,
    IReadOnlyList<OperatorStatus> Operators,
    string? LastFailure)
{
    /// <summary>The calls of functions that do not return, each in words with the subtask it is in; empty in a healthy job.</summary>
    public IReadOnlyList<string> Blocked { get; init; } = [];

    /// <summary>What the operators hold in memory, those that hold anything; empty where the job does not run.</summary>
    public IReadOnlyList<OperatorMemory> Memory { get; init; } = [];

    /// <summary>The tables of the job that are loaded before what is joined with them is read, and how far each is; empty where there is none, or the job does not run.</summary>
    public IReadOnlyList<TableStatus> Tables { get; init; } = [];

    /// <summary>What all operators hold in memory, in bytes, about.</summary>
    public long BytesHeld => Memory.Sum(o => o.StateBytes + o.BufferedBytes);

    /// <summary>Records read by the sources, bad ones included.</summary>
    public long RecordsIn => Operators.Where(o => o.IsSource).Sum(o => o.In);

    /// <summary>Records that came after their window had closed for good.</summary>
    public long RecordsLate => Operators.Sum(o => o.Late);

    /// <summary>Records that could not be decoded.</summary>
    public long RecordsBad => Operators.Sum(o => o.Bad);

    /// <summary>Records left out or diverted because they could not be processed, or were refused for good by the system of a sink.</summary>
    public long RecordsFailed => Operators.Sum(o => o.Skipped + o.Diverted);

    /// <summary>Records written by a sink.</summary>
    /// <param name="sink">The name of the sink's operator.</param>
    public long RecordsOutOf(string sink) => Operators.Where(o => o.Name == sink).Sum(o => o.Out);
}
