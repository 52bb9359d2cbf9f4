using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>A small job whose every record comes twice, with a sink that cannot be closed in front of one with transactions.</summary>
internal sealed class LifeCycleJob
{
    private const int Numbers = 6;
    private readonly TransactionalMemory<Seen> _memory = new();
    private readonly TrackedSink<Seen> _sink;

    public LifeCycleJob() => _sink = new TrackedSink<Seen>(_memory);

    public static IReadOnlyList<Seen> Expected { get; } =
        [.. Enumerable.Range(0, Numbers).SelectMany(n => new[] { new Seen(n, 1), new Seen(n, 2) })];

    public IReadOnlyList<Seen> Committed => [.. _memory.Visible.OrderBy(s => (s.Number, s.Times))];

    public int OpenTransactions => _memory.OpenTransactions;

    public int OpenWriters => _sink.OpenWriters;

    public SimulationResult Simulate(SimulationOptions options) => new JobSimulation(Build, options).Run();

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("lives") { Parallelism = parallelism, MaxParallelism = 4 };
        var numbers = job.FromSource(
            new CollectionSource<int>([.. Enumerable.Range(0, Numbers / 2)], [.. Enumerable.Range(Numbers / 2, Numbers / 2)]) { FetchSize = 1 },
            WatermarkStrategy<int>.None(),
            "numbers");
        var seen = numbers.Union(numbers).KeyBy(n => n).Process(static () => new CountTimes(), "times");
        seen.SinkTo(new BrittleSink<Seen>(), "brittle");
        seen.SinkTo(_sink, "seen");
        return job.Build();
    }
}
