namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>A file of a savepoint.</summary>
/// <param name="Name">Its name, relative to the manifest.</param>
/// <param name="Kind">What it is.</param>
/// <param name="IsShared">Whether other checkpoints use it, too.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Hash">The XxHash3 of them, in hexadecimal.</param>
internal sealed record ManifestObject(string Name, string Kind, bool IsShared, long Length, string Hash)
{
    /// <summary>The snapshot of one subtask (<see cref="Operators.Snapshots.SubtaskSnapshot"/>).</summary>
    public const string Snapshot = "snapshot";
}
