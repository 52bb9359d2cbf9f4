namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>A savepoint that a submission continues from: what of its manifest decides whether it can.</summary>
/// <param name="Checkpoint">The savepoint; its address is its directory, as every node sees it.</param>
/// <param name="Job">The name of the job.</param>
/// <param name="Life">The life of the job.</param>
/// <param name="Shape">What the fingerprint of its graph was taken of.</param>
/// <param name="KeyGroups">The number of key groups.</param>
/// <param name="HighestParallelism">The most subtasks any attempt of that life had for an operator, by name.</param>
internal sealed record ImportedSavepoint(
    CompletedCheckpoint Checkpoint, string Job, Guid Life, string Shape, int KeyGroups, IReadOnlyDictionary<string, int> HighestParallelism)
{
    public long Id => Checkpoint.Id;

    public string Directory => Checkpoint.Address!;

    /// <param name="directory">Where it lies, fully.</param>
    /// <param name="manifest">What it says of itself.</param>
    public static ImportedSavepoint Of(string directory, CheckpointManifest manifest) => new(
        manifest.ToCheckpoint(directory), manifest.Job, manifest.Life, manifest.Shape, manifest.KeyGroups, manifest.HighestParallelism);
}
