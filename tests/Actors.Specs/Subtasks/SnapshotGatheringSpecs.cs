using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using CsCheck;

namespace AkkaStreamProc.Actors.Specs.Subtasks;

public sealed class SnapshotGatheringSpecs
{
    private static readonly IReadOnlyDictionary<string, OperatorPlace> NoPlaces = new Dictionary<string, OperatorPlace>();
    private static readonly IReadOnlySet<string> NoNames = new HashSet<string>();

    [Fact]
    public void First_start_needs_no_snapshot()
    {
        var gathering = new SnapshotGathering(new SubtaskAddress("visits", "count", 0, 1, 0), 2, NoPlaces, NoNames, 128);

        gathering.Needed.ShouldBeEmpty();
        gathering.IsComplete.ShouldBeTrue();
        gathering.RestoreOf("count").IsRestored.ShouldBeFalse();
    }

    [Fact]
    public void Same_parallelism_needs_the_own_snapshot_only()
    {
        var gathering = Gathering(index: 1, parallelism: 4, old: 4);

        gathering.Needed.ShouldBe([Count(1)]);
        gathering.IsComplete.ShouldBeFalse();
        gathering.Add(Count(1), 7, new MemoryContent(Snapshot(1, 4)));
        gathering.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Rescaling_keyed_state_needs_whoever_shares_a_key_group_or_is_inherited() =>
        Gen.Select(Gen.Int[1, 16], Gen.Int[1, 16]).Sample((parallelism, old) =>
        {
            var inherited = new List<int>();
            for (var index = 0; index < parallelism; index++)
            {
                var needed = Gathering(index, parallelism, old).Needed.Select(n => n.Index).ToList();
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
        Gathering(index: 1, parallelism: 2, old: 5, hasOperatorState: true).Needed.Select(n => n.Index).ShouldBe([0, 1, 2, 3, 4]);

    [Fact]
    public void Union_state_needs_every_old_subtask_though_there_are_as_many_and_the_others_get_their_own_alone()
    {
        var places = new Dictionary<string, OperatorPlace> { ["count"] = new("count", 3, ["total"], "count"), ["all"] = new("count", 3, ["union"], "all") };
        var gathering = new SnapshotGathering(new SubtaskAddress("visits", "count", 1, 2, 7), 3, places, new HashSet<string> { "all" }, 128, new HashSet<string> { "all" });

        gathering.Needed.Select(n => n.Index).ShouldBe([0, 1, 2]);
        foreach (var former in gathering.Needed)
        {
            var freeze = new SubtaskFreeze(7);
            foreach (var name in places.Keys)
            {
                freeze.Add(name).Add("number", new byte[] { (byte)former.Index });
            }

            gathering.Add(former, 7, new MemoryContent(SubtaskSnapshot.Write(new SnapshotHeader("visits", "count", former.Index, 3, 128, 7), freeze)));
        }

        gathering.RestoreOf("all").All("number").Select(n => n.Span[0]).ShouldBe(new byte[] { 0, 1, 2 });
        gathering.RestoreOf("count").All("number").Select(n => n.Span[0]).ShouldBe(new byte[] { 1 });
    }

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
    public void Snapshot_of_another_parallelism_is_refused() => Refused(Snapshot(0, 9), 7).ShouldContain("(of 9)");

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
        gathering.Add(Count(1), 7, new MemoryContent(Snapshot(1, 2)));
        gathering.Add(Count(0), 7, new MemoryContent(Snapshot(0, 2)));

        var restore = gathering.RestoreOf("count");

        restore.All("item").Select(b => b.Span[0]).ShouldBe([(byte)0, (byte)1]);
        gathering.RestoreOf("other").All("item").ShouldBeEmpty();
    }

    /// <summary>The sink was chained to the count, and has a vertex of its own now, of fewer subtasks.</summary>
    [Fact]
    public void Operator_that_moved_out_of_a_vertex_finds_what_it_left_there()
    {
        var gathering = new SnapshotGathering(
            new SubtaskAddress("visits", "sink", 0, 2, 7),
            1,
            new Dictionary<string, OperatorPlace> { ["sink"] = new("count", 2, ["epochs"]) },
            new HashSet<string> { "sink" },
            128);
        gathering.Needed.ShouldBe([Count(0), Count(1)]);
        gathering.Add(Count(0), 7, new MemoryContent(Snapshot(0, 2)));
        gathering.Add(Count(1), 7, new MemoryContent(Snapshot(1, 2)));

        gathering.RestoreOf("sink").Inherited("epochs").Select(b => b.Span[0]).ShouldBe([(byte)0, (byte)1]);
    }

    /// <summary>The sink had a vertex of its own, and is chained now: two former vertices are read, each for its operator.</summary>
    [Fact]
    public void Operators_of_one_vertex_find_what_each_left_in_another()
    {
        var gathering = new SnapshotGathering(
            new SubtaskAddress("visits", "count", 1, 2, 7),
            2,
            new Dictionary<string, OperatorPlace> { ["count"] = new("count", 2, ["panes"]), ["sink"] = new("sink", 3, ["epochs"]), },
            new HashSet<string> { "sink" },
            128);
        gathering.Needed.ShouldBe([Count(1), new("sink", 0), new("sink", 1), new("sink", 2)]);
        gathering.Add(Count(1), 7, new MemoryContent(Snapshot(1, 2)));
        for (var index = 0; index < 3; index++)
        {
            gathering.Add(new("sink", index), 7, new MemoryContent(Snapshot(index, 3, vertex: "sink")));
        }

        gathering.IsComplete.ShouldBeTrue();
        gathering.RestoreOf("count").All("item").Select(b => b.Span[0]).ShouldBe([(byte)1]);
        gathering.RestoreOf("sink").Inherited("epochs").Select(b => b.Span[0]).ShouldBe([(byte)1]);
        gathering.RestoreOf("sink").All("epochs").Select(b => b.Span[0]).ShouldBe([(byte)0, (byte)1, (byte)2]);
    }

    private static SnapshotGathering Gathering(int index, int parallelism, int old, bool hasOperatorState = false) =>
        new(
            new SubtaskAddress("visits", "count", index, 2, 7),
            parallelism,
            new Dictionary<string, OperatorPlace> { ["count"] = new("count", old, ["panes"]) },
            hasOperatorState ? new HashSet<string> { "count" } : NoNames,
            128);

    private static FormerSubtask Count(int index) => new("count", index);

    private static string Refused(byte[]? bytes, long sequenceNr) =>
        Should.Throw<SnapshotException>(() => Gathering(0, 1, 1).Add(Count(0), sequenceNr, bytes is null ? null : new MemoryContent(bytes))).Message;

    private static byte[] Snapshot(int index, int parallelism, string job = "visits", long checkpointId = 7, string vertex = "count")
    {
        var freeze = new SubtaskFreeze(checkpointId);
        freeze.Add("count").Add("item", new byte[] { (byte)index });
        freeze.Add("sink").Add("epochs", new byte[] { (byte)index });
        return SubtaskSnapshot.Write(new SnapshotHeader(job, vertex, index, parallelism, 128, checkpointId), freeze);
    }
}
