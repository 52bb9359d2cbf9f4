using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Actors.Specs.Running;

public class TopologySpecs(StreamSystem system) : IClassFixture<StreamSystem>
{
    private static readonly WatermarkStrategy<int> NoTime = WatermarkStrategy<int>.None();

    private readonly JobBuilder _job = new(StreamSystem.NewName()) { Parallelism = 2 };

    [Fact]
    public async Task Stream_that_is_used_twice_reaches_both_sinks_whole()
    {
        var (even, all) = (new ScriptedSink<int>(), new ScriptedSink<int>());
        var numbers = Numbers(100);
        numbers.Where(x => x % 2 == 0).SinkTo(even, "even");
        numbers.Rebalance().WithParallelism(3).SinkTo(all, "all");

        await RunToEnd();

        even.CommittedRecords.Order().ShouldBe(Enumerable.Range(0, 100).Where(x => x % 2 == 0));
        all.CommittedRecords.Order().ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public async Task Union_holds_the_records_of_every_stream()
    {
        var sink = new ScriptedSink<int>();
        Numbers(50).Union(Numbers(30, "second").Map(x => x + 1000), Numbers(0, "empty")).SinkTo(sink);

        var end = await RunToEnd();

        sink.CommittedRecords.Order().ShouldBe([.. Enumerable.Range(0, 50), .. Enumerable.Range(1000, 30)]);
        end.RecordsIn.ShouldBe(80);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Union_of_a_stream_with_itself_holds_every_record_as_often_as_it_is_named(int parallelism)
    {
        var sink = new ScriptedSink<int>();
        var numbers = Numbers(50).Rebalance().WithParallelism(parallelism);
        numbers.Union(numbers, numbers).SinkTo(sink);

        await RunToEnd();

        sink.CommittedRecords.Order().ShouldBe([.. Enumerable.Range(0, 50).SelectMany(i => Enumerable.Repeat(i, 3))]);
    }

    [Fact]
    public async Task Broadcast_brings_every_record_to_every_subtask()
    {
        var sink = new ScriptedSink<int>();
        Numbers(20).Broadcast().WithParallelism(3).SinkTo(sink);

        await RunToEnd();

        sink.CommittedRecords.Order().ShouldBe(Enumerable.Range(0, 20).SelectMany(x => Enumerable.Repeat(x, 3)));
    }

    [Fact]
    public async Task Late_records_are_counted_and_come_out_at_the_side()
    {
        var late = new ScriptedSink<Visit>();
        var counts = new ScriptedSink<long>();
        var source = new LogSource<Visit> { FetchSize = 1 }.Append(0, new Visit(1, 100), new Visit(1, 5000), new Visit(1, 200), new Visit(1, 5100)).End();
        _job.Parallelism = 1;
        var windows = _job.FromSource(source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .KeyBy(v => v.Key).Window(TumblingWindows.OfEventTime(TimeSpan.FromSeconds(1))).Count();
        windows.Select(w => w.Value).SinkTo(counts, "counts");
        windows.LateRecords.SinkTo(late, "late");

        var end = await RunToEnd();

        late.CommittedRecords.ShouldBe([new Visit(1, 200)]);
        counts.CommittedRecords.ShouldBe([1, 2]);
        end.RecordsLate.ShouldBe(1);
    }

    [Fact]
    public async Task Bad_record_fails_the_job_with_its_place_unless_said_otherwise()
    {
        _job.FromSource(WithBad(), NoTime).SinkTo(new ScriptedSink<int>());

        var end = await (await system.Run(_job.Build(), Settings.OnDemand with { Restart = RestartStrategy.None })).Completion.Within("the end");

        end.State.ShouldBe(JobState.Failed);
        end.LastFailure!.ShouldContain("log/0 at 1: It is bad.");
    }

    [Fact]
    public async Task Skipped_bad_records_are_counted()
    {
        var sink = new ScriptedSink<int>();
        _job.FromSource(WithBad(), NoTime).SkipBadRecords().SinkTo(sink);

        var end = await RunToEnd();

        sink.CommittedRecords.ShouldBe([1, 3]);
        (end.RecordsIn, end.RecordsBad).ShouldBe((3, 1));
    }

    [Fact]
    public async Task Diverted_bad_records_come_out_with_place_and_reason()
    {
        var (good, bad) = (new ScriptedSink<int>(), new ScriptedSink<BadRecord>());
        var stream = _job.FromSource(WithBad(), NoTime);
        stream.SinkTo(good, "good");
        stream.BadRecords.SinkTo(bad, "bad");

        var end = await RunToEnd();

        good.CommittedRecords.ShouldBe([1, 3]);
        bad.CommittedRecords.Select(b => (b.Split, b.Position, b.Reason)).ShouldBe([("log/0", "1", "It is bad.")]);
        end.RecordsBad.ShouldBe(1);
    }

    private static LogSource<int> WithBad()
    {
        var source = new LogSource<int>().Append(0, 1);
        source.AppendBad(0, 2);
        return source.Append(0, 3).End();
    }

    private SourceStream<int> Numbers(int count, string name = "numbers") => _job.FromSource(
        new LogSource<int>(3) { FetchSize = 7 }
            .Append(0, Enumerable.Range(0, count / 2)).Append(2, Enumerable.Range(count / 2, count - count / 2)).End(),
        NoTime,
        name);

    private async Task<JobStatus> RunToEnd()
    {
        var end = await (await system.Run(_job.Build(), Settings.Constantly)).Completion.Within("the end");
        end.State.ShouldBe(JobState.Finished);
        return end;
    }
}
