namespace AkkaStreamProc.TestKit.Sources;

/// <summary>The scenarios of <see cref="SourceContract"/>; each public method is one.</summary>
internal static class SourceScenarios
{
    /// <summary>How many checkpoints a scenario looks at, at the most.</summary>
    private const int Points = 12;

    public static void Every_record_is_read_once_at_any_parallelism(ISourceSystem system)
    {
        foreach (var parallelism in (int[])[1, 2, 7])
        {
            using var life = new SourceLife(system, parallelism);
            life.ReadAll();
            ShouldBe(life.Records, system.Records, $"at parallelism {parallelism}");
        }
    }

    public static void What_follows_a_checkpoint_is_the_rest_at_any_other_parallelism(ISourceSystem system)
    {
        for (var point = 0; point < Points; point++)
        {
            using var first = new SourceLife(system, 1 + point % 3);
            first.ReadFetches(point);
            var checkpoint = first.Checkpoint();
            List<string> read = [.. first.Records];

            using var second = new SourceLife(system, 1 + (point + 1) % 3, checkpoint, read.Count);
            second.ReadAll();
            ShouldBe([.. read, .. second.Records], system.Records, $"with a checkpoint behind fetch {point}");
        }
    }

    public static void What_was_read_behind_a_checkpoint_is_read_again(ISourceSystem system)
    {
        for (var point = 0; point < Points; point++)
        {
            using var first = new SourceLife(system, 2);
            first.ReadFetches(point);
            var checkpoint = first.Checkpoint();
            List<string> read = [.. first.Records];
            first.ReadFetches(3);

            using var second = new SourceLife(system, 2, checkpoint, read.Count);
            second.ReadAll();
            ShouldBe([.. read, .. second.Records], system.Records, $"with a checkpoint behind fetch {point}, and three more fetches");
        }
    }

    public static void Checkpoint_behind_a_checkpoint_goes_on_from_the_later_one(ISourceSystem system)
    {
        List<string> read = [];
        SourceCheckpoint? checkpoint = null;
        for (var start = 0; start < Points; start++)
        {
            using var life = new SourceLife(system, 1 + start % 4, checkpoint, read.Count);
            life.ReadFetches(1);
            checkpoint = life.Checkpoint();
            read.AddRange(life.Records);
        }

        using var last = new SourceLife(system, 1, checkpoint, read.Count);
        last.ReadAll();
        ShouldBe([.. read, .. last.Records], system.Records, $"over {Points} lives of one fetch each");
    }

    public static void Records_of_a_split_come_in_the_same_order_in_every_life(ISourceSystem system)
    {
        using var first = new SourceLife(system, 1);
        first.ReadAll();
        using var second = new SourceLife(system, 3);
        second.ReadAll();

        foreach (var (split, records) in first.BySplit)
        {
            if (!second.BySplit.TryGetValue(split, out var again) || !again.SequenceEqual(records))
            {
                throw new SourceContractException($"The split '{split}' has other records, or another order, in another life: [{string.Join(", ", records)}] and [{string.Join(", ", again ?? [])}].");
            }
        }
    }

    public static void Source_that_has_been_read_has_nothing_more(ISourceSystem system)
    {
        using var first = new SourceLife(system, 2);
        first.ReadAll();
        var checkpoint = first.Checkpoint();

        using var second = new SourceLife(system, 1, checkpoint, system.Records.Count);
        if (second.IsBounded)
        {
            second.ReadAll();
        }
        else
        {
            _ = second.Checkpoint();
            second.ReadWhatIsThere();
        }

        ShouldBe(second.Records, [], "behind the end");
    }

    public static void Paused_splits_lose_nothing(ISourceSystem system)
    {
        using var life = new SourceLife(system, 2);
        life.ReadFetches(1);
        _ = life.Checkpoint();
        life.SetAllPaused(true);
        life.ReadWhatIsThere();
        life.SetAllPaused(false);
        life.ReadAll();
        ShouldBe(life.Records, system.Records, "after a pause");
    }

    public static void Source_can_be_closed_at_any_time(ISourceSystem system)
    {
        for (var point = 0; point < Points; point++)
        {
            var life = new SourceLife(system, 2);
            life.ReadFetches(point);
            life.Dispose();
            life.Dispose();
        }

        // Before it had the chance to do anything.
        new SourceLife(system, 1).Dispose();
    }

    private static void ShouldBe(IEnumerable<string> read, IEnumerable<string> expected, string when)
    {
        var (seen, wanted) = (read.CountBy(r => r).ToDictionary(), expected.ToHashSet());
        List<string> missing = [.. wanted.Where(r => !seen.ContainsKey(r))];
        List<string> doubled = [.. seen.Where(r => r.Value > 1 || !wanted.Contains(r.Key)).Select(r => r.Key)];
        if (missing.Count + doubled.Count > 0)
        {
            throw new SourceContractException($"{when}: missing [{string.Join(", ", missing)}], too often [{string.Join(", ", doubled)}].");
        }
    }
}
