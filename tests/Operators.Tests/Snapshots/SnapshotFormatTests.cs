using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Tests.Snapshots;

/// <summary>The committed file was written by the first version of the format; it must stay readable.</summary>
public class SnapshotFormatTests
{
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "snapshot-v1.bin");

    [Fact]
    public void Committed_snapshot_of_format_1_can_be_read()
    {
        var snapshot = SubtaskSnapshot.Parse(File.ReadAllBytes(Fixture), "the fixture");

        snapshot.Header.ShouldBe(SnapshotExample.Header);
        snapshot.Operators["totals"].Items.Select(i => i.Name).ShouldBe(["watermark", "nothing", "epochs"]);
        snapshot.Operators["totals"].Keyed.Select(k => k.Name).ShouldBe(["total", "$event-time-timers"]);
        snapshot.Operators["totals"].Keyed[0].Groups.Count(g => g.Length > 0).ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Writer_of_today_writes_the_committed_bytes() =>
        Convert.ToHexString(SnapshotExample.Write()).ShouldBe(Convert.ToHexString(File.ReadAllBytes(Fixture)));
}
