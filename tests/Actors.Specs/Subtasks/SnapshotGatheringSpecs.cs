using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

public sealed class SnapshotGatheringSpecs
{
    [Fact]
    public void First_start_needs_no_snapshot()
    {
        var gathering = new SnapshotGathering(new SubtaskAddress("visits", "count", 0, 1, 0), 2, 0, true, 128);

        gathering.Needed.ShouldBeEmpty();
        gathering.IsComplete.ShouldBeTrue();
        gathering.RestoreOf("count", 2).IsRestored.ShouldBeFalse();
    }

    [Fact]
    public void Same_parallelism_needs_the_own_snapshot_only()
    {
        var gathering = Gathering(index: 1, parallelism: 4, old: 4);

        gathering.Needed.ShouldBe([1]);
        gathering.IsComplete.ShouldBeFalse();
        gathering.Add(1, 7, Snapshot(1, 4));
        gathering.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Rescaling_keyed_state_needs_whoever_shares_a_key_group_or_is_inherited() =>
        Gen.Select(Gen.Int[1, 16], Gen.Int[1, 16]).Sample((parallelism, old) =>
        {
            var inherited = new List<int>();
            for (var index = 0; index < parallelism; index++)
            {
                var needed = Gathering(index, parallelism, old).Needed;
                var range = KeyGroupRange.Of(index, parallelism, 128);
                for (var keyGroup = range.First; keyGroup < range.End; keyGroup++)
                {
                    needed.ShouldContain(KeyGroupRange.OwnerOf(keyGroup, old, 128));
                }

                inherited.AddRange(needed.Where(o => o % parallelism == index));
            }

            inherited.Order().ShouldBe(Enumerable.Range(0, old));
        });

    [Fact]
    public void Rescaling_operator_state_needs_every_old_subtask() =>
        Gathering(index: 1, parallelism: 2, old: 5, hasOperatorState: true).Needed.ShouldBe([0, 1, 2, 3, 4]);

    [Fact]
    public void Missing_snapshot_is_named() =>
        Refused(null, 0).ShouldContain("no checkpoint 7 of visits/count[0]");

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    public void Snapshot_of_another_number_is_refused_with_that_number(long sequenceNr) =>
        Refused(Snapshot(0, 1), sequenceNr).ShouldContain($"it returned {sequenceNr} instead");

    [Fact]
    public void Snapshot_of_another_job_is_refused_with_its_name() =>
        Refused(Snapshot(0, 1, job: "orders"), 7).ShouldContain("checkpoint 7 of orders/count[0]");

    [Fact]
    public void Snapshot_of_another_subtask_is_refused() => Refused(Snapshot(3, 1), 7).ShouldContain("count[3]");

    [Fact]
    public void Snapshot_of_another_parallelism_is_refused() => Refused(Snapshot(0, 9), 7).ShouldContain("of 9 subtasks");

    [Fact]
    public void Snapshot_with_an_older_number_inside_is_refused() => Refused(Snapshot(0, 1, checkpointId: 6), 7).ShouldContain("checkpoint 6 of");

    [Fact]
    public void Damaged_snapshot_is_refused_wherever_the_damage_is() =>
        Gen.Int[0, Snapshot(0, 1).Length - 1].Sample(position =>
        {
            var damaged = Snapshot(0, 1);
            damaged[position] ^= 0x10;

            Refused(damaged, 7).ShouldContain("checkpoint 7 of visits/count[0]");
        });

    [Fact]
    public void Snapshot_that_was_cut_short_is_refused_wherever_the_cut_is() =>
        Gen.Int[0, Snapshot(0, 1).Length - 1].Sample(length => Refused(Snapshot(0, 1)[..length], 7).ShouldContain("checkpoint 7 of visits/count[0]"));

    [Fact]
    public void Operator_finds_what_the_old_subtasks_wrote_in_their_order()
    {
        var gathering = Gathering(index: 0, parallelism: 1, old: 2);
        gathering.Add(1, 7, Snapshot(1, 2));
        gathering.Add(0, 7, Snapshot(0, 2));

        var restore = gathering.RestoreOf("count", 1);

        restore.All("item").Select(b => b.Span[0]).ShouldBe([(byte)0, (byte)1]);
        gathering.RestoreOf("other", 1).All("item").ShouldBeEmpty();
    }

    private static SnapshotGathering Gathering(int index, int parallelism, int old, bool hasOperatorState = false) =>
        new(new SubtaskAddress("visits", "count", index, 2, 7), parallelism, old, hasOperatorState, 128);

    private static string Refused(byte[]? bytes, long sequenceNr) =>
        Should.Throw<SnapshotException>(() => Gathering(0, 1, 1).Add(0, sequenceNr, bytes)).Message;

    private static byte[] Snapshot(int index, int parallelism, string job = "visits", long checkpointId = 7)
    {
        var freeze = new SubtaskFreeze(checkpointId);
        freeze.Add("count").Add("item", new byte[] { (byte)index });
        return SubtaskSnapshot.Write(new SnapshotHeader(job, "count", index, parallelism, 128, checkpointId), freeze);
    }
}
