using System.Linq.Expressions;
using System.Reflection;
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

    [Fact]
    public void Local_time_that_becomes_an_offset_by_the_zone_of_the_machine_is_refused()
    {
        var strategy = WatermarkStrategy<Local>.Monotonous();

        Should.Throw<StreamProcessingException>(() => strategy.WithTimestamps(r => (DateTimeOffset)r.When)).Message
            .ShouldContain("makes a DateTimeOffset of the DateTime 'r.When' by the time zone of the machine");
        Should.Throw<StreamProcessingException>(() => strategy.WithTimestamps(r => r.Has ? new DateTimeOffset(r.When) : default)).Message
            .ShouldContain("new DateTimeOffset(r.When, TimeSpan.Zero)");
        Should.NotThrow(() => strategy.WithTimestamps(r => new DateTimeOffset(r.When, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData(typeof(DateTime))]
    [InlineData(typeof(int))]
    [InlineData(typeof(uint))]
    public void Types_that_would_silently_become_another_time_do_not_compile(Type type)
    {
        // The compiler takes these, which it likes better than the conversion to the right one, and refuses them.
        var selector = typeof(Expression<>).MakeGenericType(typeof(Func<,>).MakeGenericType(typeof(Local), type));

        var trap = typeof(WatermarkStrategy<Local>).GetMethod("WithTimestamps", [selector]);

        trap.ShouldNotBeNull().GetCustomAttribute<ObsoleteAttribute>().ShouldNotBeNull().IsError.ShouldBeTrue();
    }

    private sealed record Local(DateTime When, bool Has);

    private static IEnumerable<long> TimestampsWith(WatermarkStrategy<Reading> strategy)
    {
        var source = new ScriptedSource<Reading>();
        source.Fetch(
            new OffsetSplit("a", 2),
            (new Reading(11, DateTimeOffset.UnixEpoch.AddSeconds(1).ToOffset(TimeSpan.FromHours(5))), RecordBatch.NoTimestamp),
            (new Reading(12, DateTimeOffset.UnixEpoch.AddSeconds(-2)), 5));
        return new SourceRun<Reading>(source, strategy).Begin().RunToEnd().Records.Records.Select(r => r.Timestamp);
    }
}
