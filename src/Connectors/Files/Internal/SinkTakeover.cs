namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>Decides whether what a directory holds belongs to the output that is about to be continued there.</summary>
/// <remarks>
/// A sink commits a file after its checkpoint is complete, so of its own life it finds files up to the restored checkpoint
/// and none behind it. Anything else is output of another life: written once more it would be there twice.
/// </remarks>
internal static class SinkTakeover
{
    /// <summary>Why the directory must not be used, or <see langword="null"/> where it may.</summary>
    /// <param name="directory">The directory, for the error.</param>
    /// <param name="owner">Who wants it.</param>
    /// <param name="former">Whose it was, or <see langword="null"/> where nobody knows.</param>
    /// <param name="checkpointId">The checkpoint that is restored, 0 on a first start.</param>
    /// <param name="committed">The committed files of whatever sink that lie in it: the name, whether it is one of this sink, and its checkpoint.</param>
    public static FilesException? Refusal(
        string directory,
        SinkOwner owner,
        SinkOwner? former,
        long checkpointId,
        IReadOnlyList<(string Name, bool IsOwn, long CheckpointId)> committed)
    {
        if (committed.Count == 0)
        {
            return null;
        }

        if (former is not null && !former.IsSameOutput(owner))
        {
            return FileErrors.OfAnother(directory, owner, former, committed.Count, committed[0].Name);
        }

        if (committed.FirstOrDefault(c => !c.IsOwn) is { Name: { } foreign })
        {
            return FileErrors.OfAnother(directory, owner, null, committed.Count(c => !c.IsOwn), foreign);
        }

        return committed.FirstOrDefault(c => c.CheckpointId > checkpointId) is { Name: { } later }
            ? FileErrors.Later(directory, checkpointId, committed.Count(c => c.CheckpointId > checkpointId), later)
            : null;
    }
}
