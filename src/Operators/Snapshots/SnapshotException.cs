using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc;

/// <summary>A snapshot that cannot be understood or does not fit the job: it names the snapshot, the place and the difference.</summary>
public sealed class SnapshotException(string message, Exception? innerException = null)
    : StreamProcessingException(message, innerException)
{
    /// <summary>Whether the bytes are at fault rather than the job, so that an older checkpoint may still be whole.</summary>
    public bool IsDamage { get; init; }
}
