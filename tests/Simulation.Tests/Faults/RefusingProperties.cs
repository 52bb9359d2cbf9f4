using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Faults;

/// <summary>What the system behind a sink refuses is diverted exactly once, and everything else is written exactly once.</summary>
public sealed class RefusingProperties
{
    [Fact]
    public void Refused_records_are_diverted_exactly_once_and_all_others_are_written_exactly_once() => Suite.Run(RefusedAreDiverted);

    internal static SimulationResult RefusedAreDiverted(int seed)
    {
        var scenario = Scenario.WithStragglersInSplits(new Random(seed));
        var written = new Output<Click>(static click => click.Number % 3 == 0 ? $"{click.Number} is divisible by three." : null);
        var failed = new Output<FailedRecord<Click>>(seed);
        JobGraph Build(int parallelism)
        {
            var job = new JobBuilder("refusals") { Parallelism = parallelism, MaxParallelism = 16 };
            var sink = scenario.ClicksOf(job).SinkTo(written.Sink, "clicks");
            sink.Failed.SinkTo(failed.Sink, "refused", parallelism: 1 + (parallelism + seed) % 3);
            return job.Build();
        }

        var result = new JobSimulation(Build, Suite.Options(seed, () =>
        {
            written.Disturb();
            failed.Disturb();
        })).Run();

        var all = scenario.Splits.SelectMany(s => s).OrderBy(c => c.Number).ToList();
        written.Committed.OrderBy(c => c.Number).ShouldBe(all.Where(c => c.Number % 3 != 0));
        failed.Committed.Select(f => f.Record).OrderBy(c => c!.Number).ShouldBe(all.Where(c => c.Number % 3 == 0));
        failed.Committed.ShouldAllBe(f => f.Operator == "clicks" && f.Error == $"{f.Record!.Number} is divisible by three.");
        return result;
    }
}
