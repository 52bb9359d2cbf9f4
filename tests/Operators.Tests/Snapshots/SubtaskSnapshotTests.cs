using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

public class SubtaskSnapshotTests
{
    private static readonly byte[] Whole = SnapshotExample.Write();

    [Fact]
    public void Snapshot_comes_back_as_it_was_written()
    {
        var snapshot = SubtaskSnapshot.Parse(Whole, "the test");

        snapshot.Header.ShouldBe(SnapshotExample.Header);
        snapshot.Operators.Keys.ShouldBe(["empty", "totals"], ignoreOrder: true);
        snapshot.Operators["empty"].Items.ShouldBeEmpty();
        var totals = snapshot.Operators["totals"];
        totals.Items.Select(i => (i.Name, i.Section.Length)).ShouldBe([("watermark", 8), ("nothing", 0), ("epochs", 300)]);
        totals.Items[0].Section.Read().ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7, 8]);
        totals.Keyed.Select(k => (k.Name, k.KeySchema, k.ValueSchema, k.FirstKeyGroup, k.Groups.Length)).ShouldBe(
        [
            ("total", "string", "decimal", 4, 4),
            ("$event-time-timers", "string", "timestamp", 4, 4),
        ]);
    }

    [Fact]
    public void Entries_come_back_in_their_key_groups()
    {
        var keyed = SubtaskSnapshot.Parse(Whole, "the test").Operators["totals"].Keyed[0];
        var entries = new List<(string, decimal)>();
        foreach (var reader in keyed.Groups.Where(g => g.Length > 0).Select(g => new SnapshotReader(g.Read())))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                entries.Add((StateSerializer<string>.Default.Read(reader), StateSerializer<decimal>.Default.Read(reader)));
            }

            reader.IsAtEnd.ShouldBeTrue();
        }

        entries.ShouldBe(SnapshotExample.Entries(), ignoreOrder: true);
    }

    [Fact]
    public void Snapshot_that_was_cut_anywhere_is_refused()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            ShouldBeRefused(Whole.AsMemory(0, length));
        }
    }

    [Fact]
    public void Snapshot_with_any_changed_byte_is_refused()
    {
        for (var position = 0; position < Whole.Length; position++)
        {
            foreach (var mask in (byte[])[0x01, 0x80, 0xFF])
            {
                var damaged = Whole.ToArray();
                damaged[position] ^= mask;
                ShouldBeRefused(damaged);
            }
        }
    }

    [Fact]
    public void Snapshot_with_bytes_behind_its_end_is_refused() => ShouldBeRefused((byte[])[.. Whole, 0]);

    [Fact]
    public void Unknown_version_is_named_with_the_known_one()
    {
        var newer = Whole.ToArray();
        newer[4] = 9;

        var error = Should.Throw<SnapshotException>(() => SubtaskSnapshot.Parse(newer, "checkpoint 42 of orders"));

        error.Message.ShouldContain("checkpoint 42 of orders");
        error.Message.ShouldContain("format 9");
        error.Message.ShouldContain("reads format 2");
    }

    [Fact]
    public void Damage_is_reported_with_what_it_was_and_what_to_do()
    {
        var error = Should.Throw<SnapshotException>(() => SubtaskSnapshot.Parse(Whole.AsMemory(0, 50), "checkpoint 42 of orders"));

        error.Message.ShouldContain("checkpoint 42 of orders");
        error.Message.ShouldContain("cut short or damaged");
        error.Message.ShouldContain("Restore from an older checkpoint");
    }

    private static void ShouldBeRefused(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            SubtaskSnapshot.Parse(bytes, "the test");
        }
        catch (SnapshotException)
        {
            return;
        }

        Assert.Fail($"a damaged snapshot of {bytes.Length} bytes was accepted");
    }
}
