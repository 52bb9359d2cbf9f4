using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Checkpoints;

public sealed class CheckpointRetentionSpecs
{
    [Fact]
    public void Last_ones_and_every_savepoint_are_kept()
    {
        var kept = CheckpointRetention.Keep([Of(1, true), Of(2), Of(3), Of(4, true), Of(5), Of(6)], 2);

        kept.Select(c => c.Id).ShouldBe([1, 4, 5, 6]);
    }

    [Fact]
    public void One_is_kept_even_where_none_is_asked_for() =>
        CheckpointRetention.Keep([Of(1), Of(2)], 0).Select(c => c.Id).ShouldBe([2]);

    [Fact]
    public void Everything_below_the_oldest_kept_one_is_obsolete()
    {
        var obsolete = CheckpointRetention.Obsolete([Of(4), Of(5), Of(6)], [Of(5), Of(6), Of(7)]);

        obsolete.Below.ShouldBe(5);
        obsolete.Ids.ShouldBeEmpty();
    }

    [Fact]
    public void Checkpoint_between_a_savepoint_and_the_kept_ones_is_obsolete_by_its_number()
    {
        var obsolete = CheckpointRetention.Obsolete([Of(2, true), Of(5), Of(6)], [Of(2, true), Of(6), Of(7)]);

        obsolete.Below.ShouldBe(2);
        obsolete.Ids.ShouldBe([5]);
    }

    [Fact]
    public void Numbers_that_were_given_up_above_a_savepoint_are_obsolete_too()
    {
        var obsolete = CheckpointRetention.Obsolete([Of(2, true), Of(5)], [Of(2, true), Of(5), Of(8)]);

        obsolete.Ids.ShouldBe([6, 7]);
    }

    [Fact]
    public void Savepoint_with_a_directory_needs_nothing_of_the_snapshot_store()
    {
        var apart = Of(2, true) with { Address = "job/2" };

        CheckpointRetention.Obsolete([apart, Of(5), Of(6)], [apart, Of(6), Of(7)]).ShouldSatisfyAllConditions(
            o => o.Below.ShouldBe(6),
            o => o.Ids.ShouldBeEmpty());
        CheckpointRetention.Obsolete([Of(5)], [Of(6, true) with { Address = "job/6" }]).Below.ShouldBe(7);
        // The ids behind an import begin far above it, and nobody counts there.
        CheckpointRetention.Obsolete([apart], [apart, Of(1_000_000_003)]).Ids.ShouldBeEmpty();
    }

    [Fact]
    public void Subtasks_that_are_no_more_are_not_asked_for_again_because_of_a_savepoint_with_a_directory()
    {
        var apart = Of(2, true) with { Address = "job/2", Parallelism = new Dictionary<string, int> { ["count"] = 8 } };
        var one = new Dictionary<string, int> { ["count"] = 1 };

        CheckpointRetention.ObsoleteOfVanished([apart, Of(5) with { Parallelism = one }], [apart, Of(5) with { Parallelism = one }, Of(6) with { Parallelism = one }]).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_that_were_given_up_wait_for_the_lowest_kept_one_to_pass_them_where_no_savepoint_is_below()
    {
        CheckpointRetention.Obsolete([Of(5), Of(6)], [Of(5), Of(6), Of(107)]).Ids.ShouldBeEmpty();

        CheckpointRetention.Obsolete([Of(6), Of(107)], [Of(107, true), Of(108)]).Below.ShouldBe(107);
    }

    /// <summary>
    /// A life of completions, gaps and savepoints: what is kept stays; what is neither kept nor to come is deleted, or else
    /// was aborted and lies where the lowest kept one passes.
    /// </summary>
    [Fact]
    public void Store_holds_what_is_kept_and_what_the_next_deletions_reach_after_every_completion() =>
        Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[1, 4], Gen.Bool).Array[1, 40]).Sample((count, steps) =>
        {
            IReadOnlyList<CompletedCheckpoint> kept = [];
            var stored = new HashSet<long>();
            var completed = new HashSet<long>();
            var id = 0L;
            foreach (var (gap, isSavepoint) in steps)
            {
                for (var i = 0; i < gap; i++)
                {
                    stored.Add(++id);
                }

                completed.Add(id);
                var before = kept;
                kept = CheckpointRetention.Keep([.. before, Of(id, isSavepoint)], count);
                var obsolete = CheckpointRetention.Obsolete(before, kept);
                stored.RemoveWhere(s => s < obsolete.Below || obsolete.Ids.Contains(s));

                stored.Where(completed.Contains).Order().ShouldBe(kept.Select(c => c.Id));
                stored.Except(completed).ShouldAllBe(s => s > kept[0].Id && !kept.Any(c => c.Status.IsSavepoint && c.Id < s));
                kept[^1].Id.ShouldBe(id);
            }
        });

    /// <summary>The same for a job that runs with another number of subtasks each time it continues.</summary>
    [Fact]
    public void Subtasks_that_vanished_keep_exactly_their_part_of_what_is_kept() =>
        Gen.Select(Gen.Int[1, 3], Gen.Select(Gen.Int[1, 4], Gen.Bool, Gen.Int[1, 4]).Array[1, 40]).Sample((count, steps) =>
        {
            IReadOnlyList<CompletedCheckpoint> kept = [];
            var stored = new HashSet<(int Index, long Id)>();
            var id = 0L;
            foreach (var (step, isSavepoint, parallelism) in steps)
            {
                id += step;
                stored.UnionWith(Enumerable.Range(0, parallelism).Select(index => (index, id)));
                var before = kept;
                kept = CheckpointRetention.Keep([.. before, Of(id, isSavepoint, parallelism)], count);
                var own = CheckpointRetention.Obsolete(before, kept);
                var vanished = CheckpointRetention.ObsoleteOfVanished(before, kept).ToDictionary(v => v.Index, v => v.Obsolete);
                vanished.Keys.ShouldAllBe(index => index >= parallelism);
                foreach (var (index, obsolete) in vanished.Concat(Enumerable.Range(0, parallelism).Select(i => KeyValuePair.Create(i, own))))
                {
                    stored.RemoveWhere(s => s.Index == index && (s.Id < obsolete.Below || obsolete.Ids.Contains(s.Id)));
                }

                stored.Order().ShouldBe(kept.SelectMany(c => Enumerable.Range(0, c.Parallelism["count"]).Select(index => (index, c.Id))).Order());
            }
        });

    private static CompletedCheckpoint Of(long id, bool isSavepoint = false, int parallelism = 1) =>
        new(new CheckpointStatus(id, isSavepoint, default, default, 0), new Dictionary<string, int> { ["count"] = parallelism }, 0, []);
}
