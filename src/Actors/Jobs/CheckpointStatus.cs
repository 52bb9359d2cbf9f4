using System.Text.Json.Serialization;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>A completed checkpoint.</summary>
/// <param name="Id">Its number; never reused in the life of a job.</param>
/// <param name="IsSavepoint">Whether it was asked for; it is kept until the job is discarded, and one with a directory until somebody deletes that.</param>
/// <param name="CompletedAt">When it was complete.</param>
/// <param name="Duration">From its trigger to its completion.</param>
/// <param name="Bytes">The size of its snapshots together.</param>
public sealed record CheckpointStatus(long Id, bool IsSavepoint, DateTimeOffset CompletedAt, TimeSpan Duration, long Bytes)
{
    /// <summary>
    /// The directory of a savepoint, which can be copied and continued from (<see cref="JobSettings.RestoreFromPath"/>);
    /// <see langword="null"/> for other checkpoints, and where savepoints have no directory
    /// (<c>akka-stream-proc.checkpoints.savepoint-directory</c>).
    /// </summary>
    [JsonIgnore]
    public string? Directory { get; init; }
}
