namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Decides which checkpoints are kept: the last ones, and every savepoint.</summary>
internal static class CheckpointRetention
{
    /// <param name="completed">The completed checkpoints that are kept so far, in order.</param>
    /// <param name="count">How many of the last ones to keep, at least 1.</param>
    /// <returns>Those to keep from now on, in order.</returns>
    public static IReadOnlyList<CompletedCheckpoint> Keep(IReadOnlyList<CompletedCheckpoint> completed, int count) =>
        [.. completed.Where((c, i) => c.Status.IsSavepoint || i >= completed.Count - Math.Max(1, count))];

    /// <summary>What nobody needs any more after a completion: older checkpoints, and ids that were never completed.</summary>
    /// <param name="before">The checkpoints that were kept before it, in order.</param>
    /// <param name="kept">Those that are kept now, in order; at least the new one.</param>
    public static ObsoleteCheckpoints Obsolete(IReadOnlyList<CompletedCheckpoint> before, IReadOnlyList<CompletedCheckpoint> kept)
    {
        var lowest = kept[0].Id;
        var dropped = before.Select(c => c.Id).Except(kept.Select(c => c.Id)).Where(id => id > lowest);
        var newestBefore = before.Count > 0 ? before[^1].Id : 0;
        var neverCompleted = new List<long>();
        for (var id = Math.Max(newestBefore, lowest) + 1; id < kept[^1].Id; id++)
        {
            neverCompleted.Add(id);
        }

        return new ObsoleteCheckpoints(lowest, [.. dropped, .. neverCompleted]);
    }
}
