using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Sources;

public class SourceTimestampTests
{
    private sealed record Reading(long Ms, DateTimeOffset At);

    [Fact]
    public void Timestamps_are_taken_from_the_records() =>
        TimestampsWith(WatermarkStrategy<Reading>.Monotonous().WithTimestamps(r => r.Ms)).ShouldBe([11, 12]);

    [Fact]
    public void Points_in_time_become_milliseconds() =>
        TimestampsWith(WatermarkStrategy<Reading>.Monotonous().WithTimestamps(r => r.At)).ShouldBe([1_000, -2_000]);

    [Fact]
    public void Timestamps_of_the_source_stay_where_nothing_else_is_said() =>
        TimestampsWith(WatermarkStrategy<Reading>.Monotonous()).ShouldBe([RecordBatch.NoTimestamp, 5]);

    private static IEnumerable<long> TimestampsWith(WatermarkStrategy<Reading> strategy)
    {
        var source = new ScriptedSource<Reading>();
        source.Fetch(
            new SourceSplit("a", 0, 2),
            (new Reading(11, DateTimeOffset.UnixEpoch.AddSeconds(1).ToOffset(TimeSpan.FromHours(5))), RecordBatch.NoTimestamp),
            (new Reading(12, DateTimeOffset.UnixEpoch.AddSeconds(-2)), 5));
        return new SourceRun<Reading>(source, strategy).Begin().RunToEnd().Records.Records.Select(r => r.Timestamp);
    }
}
