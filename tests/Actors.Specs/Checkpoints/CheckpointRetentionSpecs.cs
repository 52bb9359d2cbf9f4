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
    public void Numbers_that_were_given_up_are_obsolete_too()
    {
        var obsolete = CheckpointRetention.Obsolete([Of(2, true), Of(5)], [Of(2, true), Of(5), Of(8)]);

        obsolete.Ids.ShouldBe([6, 7]);
    }

    /// <summary>A life of completions, gaps and savepoints: what is kept stays, what is neither kept nor to come is deleted.</summary>
    [Fact]
    public void Store_holds_exactly_what_is_kept_after_every_completion() =>
        Gen.Select(Gen.Int[1, 4], Gen.Select(Gen.Int[1, 4], Gen.Bool).Array[1, 40]).Sample((count, steps) =>
        {
            IReadOnlyList<CompletedCheckpoint> kept = [];
            var stored = new HashSet<long>();
            var id = 0L;
            foreach (var (gap, isSavepoint) in steps)
            {
                for (var i = 0; i < gap; i++)
                {
                    stored.Add(++id);
                }

                var before = kept;
                kept = CheckpointRetention.Keep([.. before, Of(id, isSavepoint)], count);
                var obsolete = CheckpointRetention.Obsolete(before, kept);
                stored.RemoveWhere(s => s < obsolete.Below || obsolete.Ids.Contains(s));

                stored.Order().ShouldBe(kept.Select(c => c.Id));
                kept[^1].Id.ShouldBe(id);
            }
        });

    private static CompletedCheckpoint Of(long id, bool isSavepoint = false) =>
        new(new CheckpointStatus(id, isSavepoint, default, default, 0), new Dictionary<string, int>(), 0, []);
}
