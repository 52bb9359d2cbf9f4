using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>The committed file was written by the first version that wrote format 2; it must stay readable.</summary>
public class SnapshotFormatTests
{
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "snapshot-v2.bin");

    [Fact]
    public void Committed_snapshot_of_format_2_can_be_read()
    {
        var snapshot = SubtaskSnapshot.Parse(File.ReadAllBytes(Fixture), "the fixture");

        snapshot.Header.ShouldBe(SnapshotExample.Header);
        snapshot.Operators["totals"].Items.Select(i => i.Name).ShouldBe(["watermark", "nothing", "epochs"]);
        snapshot.Operators["totals"].Keyed.Select(k => k.Name).ShouldBe(["total", "$event-time-timers"]);
        snapshot.Operators["totals"].Keyed[0].Groups.Count(g => g.Length > 0).ShouldBeGreaterThan(1);
    }

    /// <summary>Byte by byte, but for the order of the entries within a key group, which is that of a hash table and no part of the format.</summary>
    [Fact]
    public void Writer_of_today_writes_the_committed_snapshot()
    {
        var committed = SubtaskSnapshot.Parse(File.ReadAllBytes(Fixture), "the fixture");
        var written = SubtaskSnapshot.Parse(SnapshotExample.Write(), "the example");

        SnapshotExample.Write().Length.ShouldBe(File.ReadAllBytes(Fixture).Length);
        written.Header.ShouldBe(committed.Header);
        written.Operators.Keys.ShouldBe(committed.Operators.Keys);
        foreach (var (name, expected) in committed.Operators)
        {
            written.Operators[name].Items.Select(i => (i.Name, Hex(i.Section.Read()))).ShouldBe(expected.Items.Select(i => (i.Name, Hex(i.Section.Read()))));
            written.Operators[name].Keyed.Select(Described).ShouldBe(expected.Keyed.Select(Described));
        }
    }

    private static string Described(KeyedStateSnapshot state) =>
        $"{state.Name} {state.KeySchema} {state.ValueSchema} {state.FirstKeyGroup}: {string.Join(" ", state.Groups.Select(g => Content(state, g.Read())))}";

    private static string Content(KeyedStateSnapshot state, ReadOnlyMemory<byte> group) =>
        state.Name == "total" ? string.Join(",", TotalsIn(group).Order()) : Hex(group);

    private static IEnumerable<(string Key, decimal Value)> TotalsIn(ReadOnlyMemory<byte> group)
    {
        var reader = new SnapshotReader(group);
        for (var count = group.IsEmpty ? 0 : reader.ReadCount(); count > 0; count--)
        {
            yield return (StateSerializer<string>.Default.Read(reader), StateSerializer<decimal>.Default.Read(reader));
        }
    }

    private static string Hex(ReadOnlyMemory<byte> bytes) => Convert.ToHexString(bytes.Span);
}
