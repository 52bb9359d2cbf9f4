using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;

namespace AkkaStreamProc.Bench.Fused;

/// <summary>A chain of LINQ verbs against the loop one would write by hand.</summary>
internal sealed class FusedChain : IBenchmark
{
    private const int Rounds = 64;
    private const int Samples = 25;
    private const double Required = 0.8;

    private readonly ReadingBlock _block = new(256 * 1024);

    public string Name => "fused-chain";

    public string Question => "filter, map, filter, map as LINQ verbs, of the speed of a hand-written loop";

    public Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        Measure("alone in the process", report);
        foreach (var other in FusedPipelines.Others(new ArraySource<Reading>(_block, 1, Rounds)))
        {
            ChainRun.ToEnd(other);
        }

        Measure("after six other pipelines", report);
        return Task.CompletedTask;
    }

    private void Measure(string when, Report report)
    {
        var records = (double)_block.Length * Rounds;
        var byHand = new HandWrittenChain(_block);
        var hand = new List<double>();
        var ours = new List<double>();
        var loopOnly = new FusedLoopOnly(_block);
        var loop = new List<double>();
        // The first samples also warm both up; the medians leave them out.
        for (var sample = 0; sample < Samples; sample++)
        {
            var expected = 0L;
            hand.Add(Cost.Of(() => expected = byHand.Run(Rounds)).ProcessorNanosecondsEach(records));
            loop.Add(loopOnly.Nanoseconds(Rounds, records));
            var sink = new DiscardingSink<Heat>();
            var graph = FusedPipelines.Measured(new ArraySource<Reading>(_block, 1, Rounds), sink);
            ours.Add(Cost.Of(() => ChainRun.ToEnd(graph)).ProcessorNanosecondsEach(records));
            ArgumentOutOfRangeException.ThrowIfNotEqual(sink.Count, expected);
        }

        report.Line($"{when}: by hand {hand.Median():F2} ns a record, the fused loop {loop.Median():F2} ns, with source, batches and sink {ours.Median():F2} ns");
        report.AtLeast($"{when}, the fused loop, ratio of speeds", hand.Zip(loop, (h, o) => h / o).Median(), Required);
        report.Line($"{when}, with source, batches and sink, ratio of speeds: {hand.Zip(ours, (h, o) => h / o).Median():F3}");
    }
}
