using Akka.Actor;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>A job in virtual time beside actors of a test: its sink feeds a probe, and an actor feeds its source.</summary>
public sealed class TestProbeSpecs : global::Akka.TestKit.Xunit2.TestKit
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public sealed record Visit(string User, DateTimeOffset At);

    [Fact]
    public void Results_of_a_job_are_expected_from_a_probe()
    {
        var job = new JobBuilder("visits");
        var visits = job.FromSource(new CollectionSource<Visit>([]), WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.At), "visits");
        var counts = visits.KeyBy(v => v.User).Window(TumblingWindows.OfEventTime(TimeSpan.FromMinutes(1))).Count("counts").Map(r => $"{r.Key}: {r.Value}")
            .SinkTo(new CollectingSink<string>(), "out");
        using var t = new JobTestKit(job);
        var probe = CreateTestProbe();
        t.Sink(counts).ForEach(count => probe.Ref.Tell(count));

        t.Source(visits).Send(new Visit("a", Noon), new Visit("a", Noon.AddSeconds(61)));

        probe.ExpectMsg("a: 1");
        probe.ExpectNoMsg(TimeSpan.Zero);
    }
}
