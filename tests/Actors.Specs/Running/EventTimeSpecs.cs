using System.Globalization;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Running;

/// <summary>Event time in real jobs, over SQLite, whose batches and watermarks fall as the threads will have it.</summary>
/// <remarks>The environment variable <c>DEDUP_EVENTS</c> sets how many events are deduplicated; 50,000 unless it is set.</remarks>
public sealed class EventTimeSpecs : IDisposable
{
    private const long Minute = 60_000;

    private readonly SqliteDirectory _directory = new();

    private static int Events =>
        int.TryParse(Environment.GetEnvironmentVariable("DEDUP_EVENTS"), CultureInfo.InvariantCulture, out var set) ? set : 50_000;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Deduplication_of_the_documentation_lets_the_same_clicks_pass_in_every_run()
    {
        var clicks = Clicks(Events);
        var expected = Expected(clicks);
        expected.Count.ShouldBeInRange(clicks.Length / 20, clicks.Length - (clicks.Length / 20), "some pass again, some do not");
        foreach (var (fetchSize, parallelism) in (IEnumerable<(int, int)>)[(1_000, 1), (37, 3), (2_048, 2)])
        {
            var sink = new CollectingSink<Click>();
            var job = new JobBuilder(StreamSystem.NewName()) { Parallelism = parallelism };
            job.FromSource(new CollectionSource<Click>([clicks]) { FetchSize = fetchSize }, WatermarkStrategy<Click>.BoundedOutOfOrderness(TimeSpan.FromSeconds(2)).WithTimestamps(c => c.Time))
                .KeyBy(c => c.User).Process(() => new Deduplicate()).SinkTo(sink);

            var end = await _directory.OnNode(async system =>
                await (await system.Run(job.Build(), new JobSettings { CheckpointInterval = TimeSpan.FromMilliseconds(50) })).Completion);

            end.State.ShouldBe(JobState.Finished);
            sink.Committed.Select(c => c.Number).Order().ShouldBe(expected, ignoreOrder: false, $"fetches of {fetchSize}, parallelism {parallelism}");
        }
    }

    [Fact]
    public async Task Job_whose_timer_registers_itself_for_ever_takes_checkpoints_names_it_and_can_be_cancelled()
    {
        var name = StreamSystem.NewName();
        var sink = new ScriptedSink<long>();
        var job = new JobBuilder(name);
        job.FromSource(new CollectionSource<Click>([Clicks(10)]), WatermarkStrategy<Click>.Monotonous().WithTimestamps(c => c.Time))
            .KeyBy(c => c.User).Process(() => new Heartbeat(), "beat").SinkTo(sink);

        var end = await _directory.OnNode(async system =>
        {
            var running = await system.Run(job.Build(), new JobSettings { CheckpointInterval = TimeSpan.FromMilliseconds(50) });
            await system.Told(name, "that is due already 1000000 times in a row");
            await sink.Committed.UntilCount(sink.Committed.Items.Count + 2, "commits of checkpoints");
            return await running.CancelAsync().Within("the cancellation");
        });

        end.State.ShouldBe(JobState.Cancelled);
    }

    /// <summary>Ten clicks a user over a quarter of an hour, however many there are; out of order by up to two seconds and now and then more.</summary>
    private static Click[] Clicks(int count)
    {
        var random = new Random(count);
        var clicks = new Click[count];
        for (var i = 0; i < count; i++)
        {
            var delay = random.Next(50) == 0 ? random.Next(100_000) : random.Next(2_001);
            clicks[i] = new Click($"user-{random.Next(Math.Max(1, count / 10))}", (i * 1_000_000L / count) - delay, i);
        }

        return clicks;
    }

    /// <summary>The numbers of the clicks that pass, by a plain loop.</summary>
    private static List<int> Expected(Click[] clicks)
    {
        var passed = new List<int>();
        var clearedAt = new Dictionary<string, long>();
        var watermark = long.MinValue;
        foreach (var click in clicks)
        {
            if (!clearedAt.TryGetValue(click.User, out var time) || time <= watermark)
            {
                passed.Add(click.Number);
                clearedAt[click.User] = click.Time + Minute;
            }

            watermark = Math.Max(watermark, click.Time - 2_001);
        }

        return passed;
    }

    internal sealed record Click(string User, long Time, int Number);

    /// <summary>As it stands in the doc comment of the process function.</summary>
    private sealed class Deduplicate : ProcessFunction<string, Click, Click>
    {
        private ValueState<bool> _seen = null!;

        public override void Open(StateDeclarations states) => _seen = states.Value<bool>("seen");

        public override void Process(Click click, ProcessContext<string, Click> context)
        {
            if (!_seen.Value)
            {
                _seen.Value = true;
                context.Emit(click);
                context.RegisterEventTimeTimer(click.Time + Minute);
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<string, Click> context) => _seen.Clear();
    }

    private sealed class Heartbeat : ProcessFunction<string, Click, long>
    {
        public override void Process(Click record, ProcessContext<string, long> context) => context.RegisterEventTimeTimer(record.Time);

        public override void OnTimer(long timestamp, ProcessContext<string, long> context) => context.RegisterEventTimeTimer(timestamp + Minute);
    }
}
