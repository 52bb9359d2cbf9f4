namespace AkkaStreamProc.Actors.Checkpoints.Manifests;

/// <summary>A savepoint that a submission continues from.</summary>
/// <param name="Directory">Where it lies, as every node sees it.</param>
/// <param name="Manifest">What it says of itself.</param>
internal sealed record ImportedSavepoint(string Directory, CheckpointManifest Manifest);
