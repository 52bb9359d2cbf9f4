using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Functions;

public class ReduceTests
{
    private sealed record Reading(string Sensor, double Value);

    [Fact]
    public void Every_record_emits_the_combination_of_its_key_so_far()
    {
        var job = new JobBuilder("job");
        job.FromSource(new IdleSource<Reading>(), WatermarkStrategy<Reading>.None())
            .KeyBy(r => r.Sensor).Reduce((a, b) => a.Value >= b.Value ? a : b).SinkTo(new IdleSink<Reading>());
        var op = job.Build().Create("reduce", new TestRuntime().Context("reduce"));
        var results = Collector<Reading>.Of(op);
        op.OpenFresh();

        op.Feed((new Reading("a", 3), 1), (new Reading("b", 1), 2), (new Reading("a", 2), 3), (new Reading("b", 4), 4));

        results.Records.ShouldBe([(new("a", 3), 1), (new("b", 1), 2), (new("a", 3), 3), (new("b", 4), 4)]);
    }
}
