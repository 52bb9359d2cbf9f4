using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Plans;

public class FingerprintTests
{
    [Fact]
    public void Fingerprint_is_the_same_for_every_node_that_declares_the_job() =>
        ShopJob.Declare().Build().Fingerprint.ShouldBe(ShopJob.Declare().Build().Fingerprint);

    [Fact]
    public void Fingerprint_does_not_depend_on_the_parallelism() =>
        ShopJob.Declare(parallelism: 3).Build().Fingerprint.ShouldBe(ShopJob.Declare(parallelism: 1).Build().Fingerprint);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fingerprint_does_not_depend_on_how_records_reach_a_sink_of_its_own_parallelism(int parallelism)
    {
        var job = new JobBuilder("job") { Parallelism = 2 };
        job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None()).WithParallelism(2).SinkTo(new IdleSink<int>(), parallelism: parallelism);

        job.Build().Fingerprint.ShouldBe(Of(s => s));
    }

    [Fact]
    public void Fingerprint_changes_with_names_and_outside_systems()
    {
        var fingerprint = ShopJob.Declare().Build().Fingerprint;

        ShopJob.Declare(windowName: "other").Build().Fingerprint.ShouldNotBe(fingerprint);
        ShopJob.Declare(sinkDescription: "other").Build().Fingerprint.ShouldNotBe(fingerprint);
    }

    [Fact]
    public void Fingerprint_changes_with_whatever_state_depends_on()
    {
        string[] fingerprints =
        [
            Of(s => s.KeyBy(x => x).Window(Hours(1)).Count()),
            Of(s => s.KeyBy(x => (long)x).Window(Hours(1)).Count()),
            Of(s => s.KeyBy(x => x).Window(Hours(2)).Count()),
            Of(s => s.KeyBy(x => x).Window(TumblingWindows.OfProcessingTime(TimeSpan.FromHours(1))).Count()),
            Of(s => s.KeyBy(x => x).Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5))).Count()),
            Of(s => s.KeyBy(x => x).Window(Hours(1)).AllowedLateness(TimeSpan.FromSeconds(1)).Count()),
            Of(s => s.KeyBy(x => x).Window(Hours(1)).Sum(x => (long)x)),
            Of(s => s.KeyBy(x => x).Window(Hours(1)).Sum(x => x)),
            Of(s => s.KeyBy(x => x).Window(Hours(1)).Max(x => x)),
            Of(s => s.Where(x => x > 0).KeyBy(x => x).Window(Hours(1)).Count()),
            Of(s => s.KeyBy(x => x).Window(Hours(1)).Count(), maxParallelism: 64),
            Of(s => s.KeyBy(x => x).Window(Hours(1)).Count(), name: "other"),
        ];

        fingerprints.ShouldBeUnique();
    }

    [Fact]
    public void Types_of_the_same_short_name_in_two_places_have_two_fingerprints()
    {
        Of(s => s.Map(x => new First.Item(x))).ShouldNotBe(Of(s => s.Map(x => new Second.Item(x))));
        Of(s => s.KeyBy(x => new First.Item(x)).Window(Hours(1)).Count().Map(r => r.Value))
            .ShouldNotBe(Of(s => s.KeyBy(x => new Second.Item(x)).Window(Hours(1)).Count().Map(r => r.Value)));
        Of(s => s.KeyBy(x => x).Window(Hours(1)).Max(x => new First.Item(x)).Map(r => r.Key))
            .ShouldNotBe(Of(s => s.KeyBy(x => x).Window(Hours(1)).Max(x => new Second.Item(x)).Map(r => r.Key)));
    }

    [Fact]
    public void Anonymous_types_are_told_apart_by_their_types_and_not_by_the_number_the_compiler_gives_them()
    {
        var shape = ShapeOf(s => s.Map(x => new { Value = x }));

        shape.ShouldContain("-> Anonymous<Int32>");
        Of(s => s.Map(x => new { Value = x })).ShouldNotBe(Of(s => s.Map(x => new { Value = (long)x })));
    }

    [Fact]
    public void Difference_names_the_lines_that_differ()
    {
        var difference = JobShape.Difference(ShopJob.Declare().Build().Shape, ShopJob.Declare(windowName: "hourly").Build().Shape);

        difference.ShouldContain("  - visits = sum in tumbling");
        difference.ShouldContain("  + hourly = sum in tumbling");
        difference.ShouldNotContain("clicks = source");
    }

    [Fact]
    public void Difference_of_the_same_operators_in_another_order_says_so()
    {
        var difference = JobShape.Difference("job a\nx\ny\n", "job a\ny\nx\n");

        difference.ShouldContain("order");
    }

    [Fact]
    public void Same_shapes_have_no_difference() => JobShape.Difference("job a\nx\n", "job a\nx\n").ShouldBe("");

    private static TumblingWindows Hours(int count) => TumblingWindows.OfEventTime(TimeSpan.FromHours(count));

    private static string ShapeOf<T>(Func<DataStream<int>, DataStream<T>> declare)
    {
        var job = new JobBuilder("job");
        declare(job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None())).SinkTo(new IdleSink<T>());
        return job.Build().Shape;
    }

    private static string Of<T>(Func<DataStream<int>, DataStream<T>> declare, int maxParallelism = 128, string name = "job")
    {
        var job = new JobBuilder(name) { MaxParallelism = maxParallelism };
        declare(job.FromSource(new IdleSource<int>(), WatermarkStrategy<int>.None())).SinkTo(new IdleSink<T>());
        return job.Build().Fingerprint;
    }

    private static class First
    {
        public readonly record struct Item(int Value) : IComparable<Item>
        {
            public int CompareTo(Item other) => Value.CompareTo(other.Value);
        }
    }

    private static class Second
    {
        public readonly record struct Item(int Value) : IComparable<Item>
        {
            public int CompareTo(Item other) => Value.CompareTo(other.Value);
        }
    }
}
