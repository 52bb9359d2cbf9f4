using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>Snapshots of whatever size come back, and no more of them is read than is needed.</summary>
public class SnapshotSizeTests
{
    private const int Groups = 40;
    private const int BytesOfGroup = 64 * 1024 * 1024;

    private static KeyedStateFormat<int, byte> Format { get; } = new("totals", "total", StateSerializer<int>.Default, StateSerializer<byte>.Default);

    /// <summary>2.5 GiB, beyond what one array and a 32-bit length can hold.</summary>
    [Fact]
    public void Snapshot_over_2_GiB_is_read_key_group_by_key_group()
    {
        using var content = new SparseContent();
        var freeze = new SubtaskFreeze(7);
        var totals = freeze.Add("totals");
        totals.Add("item", new byte[] { 42 });
        totals.Add(new FrozenBytes("total", Groups, BytesOfGroup));
        freeze.Add("sink").Add("epochs", new byte[] { 1, 2, 3 });

        SubtaskSnapshot.WriteTo(content, new SnapshotHeader("job", "totals", 0, 1, Groups, 7), freeze);

        content.Length.ShouldBeGreaterThan((long)Groups * BytesOfGroup);
        content.Length.ShouldBeGreaterThan(int.MaxValue);
        var snapshot = SubtaskSnapshot.Open(content, "the test");
        content.BytesRead.ShouldBeLessThan(10_000);
        snapshot.Operators["sink"].Items[0].Section.Read().ToArray().ShouldBe([1, 2, 3]);
        var last = new OperatorRestore("totals", 7, 0, 1, [(snapshot.Header, snapshot.Operators["totals"])])
            .Keyed(Format, new KeyGroupRange(Groups - 2, 2)).Select(g => (g.KeyGroup, Group: g.Reader.Take(2)[0])).ToList();
        last.ShouldBe([(Groups - 2, (byte)(Groups - 2)), (Groups - 1, (byte)(Groups - 1))]);
        content.BytesRead.ShouldBeLessThan(2L * BytesOfGroup + 10_000);
    }

    [Fact]
    public void Key_group_that_fits_no_section_is_refused_when_it_is_written()
    {
        var freeze = new SubtaskFreeze(7);
        freeze.Add("totals").Add(new Endless());

        Should.Throw<SnapshotException>(() => SubtaskSnapshot.Write(new SnapshotHeader("job", "totals", 0, 1, 1, 7), freeze)).Message.ShouldSatisfyAllConditions(
            m => m.ShouldContain("Key group 0 of the state 'total' of operator 'totals'"),
            m => m.ShouldContain("MaxParallelism"));
    }

    [Fact]
    public void Key_group_that_has_gone_on_to_the_store_piece_by_piece_is_refused_at_the_same_size()
    {
        var freeze = new SubtaskFreeze(7);
        freeze.Add("totals").Add(new Large());

        Should.Throw<SnapshotException>(() => SubtaskSnapshot.WriteTo(Stream.Null, new SnapshotHeader("job", "totals", 0, 1, 1, 7), freeze))
            .Message.ShouldContain("Key group 0 of the state 'total' of operator 'totals' cannot be written: it has more than 2148532224 bytes");
    }

    /// <summary>A mebibyte more than a section can have, in pieces.</summary>
    private sealed class Large : IFrozenKeyedState
    {
        public string Name => "total";

        public string KeySchema => "Int32";

        public string ValueSchema => "bytes";

        public KeyGroupRange Range => KeyGroupRange.Of(0, 1, 1);

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            var piece = new byte[1024 * 1024];
            for (var i = 0; i < 2049; i++)
            {
                writer.WriteRaw(piece);
                writer.Pause();
            }
        }

        public void Release()
        {
        }
    }

    /// <summary>What the buffer throws when nothing more fits, without the bytes.</summary>
    private sealed class Endless : IFrozenKeyedState
    {
        public string Name => "total";

        public string KeySchema => "Int32";

        public string ValueSchema => "bytes";

        public KeyGroupRange Range => KeyGroupRange.Of(0, 1, 1);

        public void Write(int keyGroup, SnapshotWriter writer) => writer.Buffer.GetSpan(int.MaxValue);

        public void Release()
        {
        }
    }
}
