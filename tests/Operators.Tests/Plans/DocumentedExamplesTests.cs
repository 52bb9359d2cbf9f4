using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Plans;

/// <summary>The examples of the doc comments, as they stand there.</summary>
public class DocumentedExamplesTests
{
    private sealed record Click(string User, string Url, long Time);

    [Fact]
    public void Job_of_the_builder_can_be_built()
    {
        var clicks = new IdleSource<Click>();
        var counts = new IdleSink<WindowResult<string, long>>();

        var job = new JobBuilder("visits") { Parallelism = 2 };
        job.FromSource(clicks, WatermarkStrategy<Click>.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithTimestamps(c => c.Time))
           .Where(c => c.Url != "/health")
           .KeyBy(c => c.User)
           .Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1)))
           .Count()
           .SinkTo(counts);
        JobGraph graph = job.Build();

        graph.Plan.Vertices.Select(v => (v.Name, v.Parallelism)).ShouldBe([("source", 2), ("window", 2)]);
    }

    [Fact]
    public void Function_of_the_process_verb_emits_every_click_once_a_minute()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Click>(), WatermarkStrategy<Click>.None())
            .KeyBy(c => c.User).Process(() => new Deduplicate()).SinkTo(new IdleSink<Click>());
        var op = job.Build().Create("process", new TestRuntime().Context());
        var results = Collector<Click>.Of(op);

        op.Feed((new Click("a", "/", 0), 0), (new Click("a", "/", 1), 1), (new Click("b", "/", 2), 2));
        op.OnWatermark(60_000);
        op.Feed((new Click("a", "/", 60_001), 60_001), (new Click("b", "/", 60_001), 60_001));

        results.Records.Select(r => (r.Value.User, r.Timestamp)).ShouldBe([("a", 0L), ("b", 2L), ("a", 60_001L)]);
    }

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
                context.RegisterEventTimeTimer(click.Time + 60_000);
            }
        }

        public override void OnTimer(long timestamp, ProcessContext<string, Click> context) => _seen.Clear();
    }
}
