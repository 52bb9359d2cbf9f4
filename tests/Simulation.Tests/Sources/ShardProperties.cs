using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Sources;

/// <summary>Splits that are handed out while the job runs, by an enumerator whose memory is part of the checkpoints.</summary>
public sealed class ShardProperties
{
    [Fact]
    public void Every_record_of_every_shard_is_read_once() => Suite.Run(ShardsOnce);

    internal static SimulationResult ShardsOnce(int seed)
    {
        var random = new Random(seed);
        int[] parents = [.. Enumerable.Range(0, random.Next(1, 9)).Select(shard => shard == 0 ? -1 : random.Next(-1, shard))];
        var number = 0;
        Click[][] shards = [.. parents.Select(_ => Enumerable.Range(0, random.Next(0, 60)).Select(_ => new Click("user", 0, number++)).ToArray())];
        var source = new ShardSource(shards, parents, fetchSize: random.Next(1, 20));
        var output = new Output<int>(seed);

        var result = new JobSimulation(parallelism => Build(parallelism, source, output), Suite.Options(seed, output.Disturb)).Run();

        output.Committed.Order().ShouldBe(Enumerable.Range(0, number), $"parents {string.Join(",", parents)}, records {string.Join(",", shards.Select(s => s.Length))}");
        return result;
    }

    private static JobGraph Build(int parallelism, ShardSource source, Output<int> output)
    {
        var job = new JobBuilder("shards") { Parallelism = parallelism, MaxParallelism = 16 };
        job.FromSource(source, WatermarkStrategy<Click>.None()).Map(c => c.Number).Rebalance().SinkTo(output.Sink);
        return job.Build();
    }
}
