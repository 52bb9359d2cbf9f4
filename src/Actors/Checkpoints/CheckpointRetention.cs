namespace AkkaStreamProc.Actors.Checkpoints;

/// <summary>Decides which checkpoints are kept: the last ones, and every savepoint.</summary>
internal static class CheckpointRetention
{
    /// <param name="completed">The completed checkpoints that are kept so far, in order.</param>
    /// <param name="count">How many of the last ones to keep, at least 1.</param>
    /// <returns>Those to keep from now on, in order.</returns>
    public static IReadOnlyList<CompletedCheckpoint> Keep(IReadOnlyList<CompletedCheckpoint> completed, int count) =>
        [.. completed.Where((c, i) => c.Status.IsSavepoint || i >= completed.Count - Math.Max(1, count))];

    /// <summary>What nobody needs any more in the snapshot store after a completion: older checkpoints, and ids that were never completed.</summary>
    /// <remarks>
    /// Savepoints with a directory need nothing of the snapshot store. Ids that were aborted, a hundred after every restart, are named one by one only where a savepoint stands below them
    /// for good. Elsewhere the lowest kept id passes them a few completions later. (A range with a lower end would
    /// name them at once, but Akka.Persistence.Sql heeds only the upper end of one.)
    /// </remarks>
    /// <param name="before">The checkpoints that were kept before it, in order.</param>
    /// <param name="kept">Those that are kept now, in order; at least the new one.</param>
    public static ObsoleteCheckpoints Obsolete(IReadOnlyList<CompletedCheckpoint> before, IReadOnlyList<CompletedCheckpoint> kept)
    {
        var last = kept[^1].Id;
        (before, kept) = (InStore(before), InStore(kept));
        if (kept.Count == 0)
        {
            return new ObsoleteCheckpoints(last + 1, []);
        }

        var lowest = kept[0].Id;
        var dropped = before.Select(c => c.Id).Except(kept.Select(c => c.Id)).Where(id => id > lowest);
        var neverCompleted = new List<long>();
        if (kept.SkipLast(1).Any(c => c.Status.IsSavepoint))
        {
            for (var id = before[^1].Id + 1; id <= last; id++)
            {
                if (id != kept[^1].Id)
                {
                    neverCompleted.Add(id);
                }
            }
        }

        return new ObsoleteCheckpoints(lowest, [.. dropped, .. neverCompleted]);
    }

    /// <summary>The same of subtasks that are no more because the job has run with fewer since; the living delete their own.</summary>
    /// <remarks>An id that was aborted counts as one of the attempt that completed the checkpoint below it.</remarks>
    /// <inheritdoc cref="Obsolete" path="/param"/>
    public static IEnumerable<(string Vertex, int Index, ObsoleteCheckpoints Obsolete)> ObsoleteOfVanished(
        IReadOnlyList<CompletedCheckpoint> before,
        IReadOnlyList<CompletedCheckpoint> kept)
    {
        var (below, ids) = Obsolete(before, kept);
        foreach (var (vertex, index) in Subtasks(before).Except(Subtasks([kept[^1]])))
        {
            var own = ids.Where(id => before.LastOrDefault(c => c.Id <= id) is { } taken && HasSubtask(taken, vertex, index)).ToList();
            if (own.Count > 0 || InStore(before) is [{ Id: var lowest }, ..] && lowest < below)
            {
                yield return (vertex, index, new ObsoleteCheckpoints(below, own));
            }
        }
    }

    /// <summary>The subtasks that have a snapshot in some of the checkpoints.</summary>
    public static IEnumerable<(string Vertex, int Index)> Subtasks(IEnumerable<CompletedCheckpoint> checkpoints) =>
        checkpoints.SelectMany(c => c.Parallelism).SelectMany(v => Enumerable.Range(0, v.Value).Select(index => (v.Key, index))).Distinct();

    private static IReadOnlyList<CompletedCheckpoint> InStore(IReadOnlyList<CompletedCheckpoint> checkpoints) =>
        [.. checkpoints.Where(c => c.Address is null)];

    private static bool HasSubtask(CompletedCheckpoint checkpoint, string vertex, int index) =>
        index < checkpoint.Parallelism.GetValueOrDefault(vertex);
}
