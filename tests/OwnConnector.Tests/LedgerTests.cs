using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.TestKit;
using AkkaStreamProc.TestKit.Sinks;
using AkkaStreamProc.TestKit.Sources;

namespace AkkaStreamProc.OwnConnector.Tests;

/// <summary>A connector that is written with what everybody may use: this assembly is a friend of none.</summary>
public sealed class LedgerTests
{
    public static TheoryData<string> SourceScenarios => [.. SourceContract.Scenarios];

    public static TheoryData<string> SinkScenarios => [.. TransactionalSinkContract.Scenarios];

    [Theory]
    [MemberData(nameof(SourceScenarios))]
    public void Source_keeps_the_contract(string scenario) => SourceContract.Run(scenario, new SourceSystem());

    [Theory]
    [MemberData(nameof(SinkScenarios))]
    public void Sink_keeps_the_contract(string scenario) => TransactionalSinkContract.Run(scenario, new SinkSystem());

    [Fact]
    public void Job_from_ledger_to_ledger_enters_everything_once_through_crashes()
    {
        var result = Histories.Run(150, seed =>
        {
            var (from, to) = (Written(), new Ledger());
            var run = new JobSimulation(
                parallelism =>
                {
                    var job = new JobBuilder("copy") { Parallelism = parallelism, MaxParallelism = 16 };
                    job.FromSource(new LedgerSource(from), WatermarkStrategy<string>.None()).Map(entry => entry + "!").Rebalance().SinkTo(new LedgerSink(to));
                    return job.Build();
                },
                new SimulationOptions { Seed = seed, Parallelisms = [1, 2, 3], MaxCrashes = 3, MaxFaults = 3, CrashProbability = 0.01, FaultProbability = 0.01, CheckpointProbability = 0.05 }).Run();
            to.Book.Order().ShouldBe(Entries(from).Select(entry => entry + "!").Order());
            return run;
        });

        result.WithCrash.ShouldBeGreaterThan(75);
    }

    private static Ledger Written()
    {
        var ledger = new Ledger();
        foreach (var (name, parent, count) in ((string, string?, int)[])[("a", null, 7), ("b", null, 12), ("a1", "a", 5), ("a2", "a", 0), ("b1", "b", 9), ("a11", "a1", 4)])
        {
            ledger.Shards.Add(name, (parent, [.. Enumerable.Range(0, count).Select(i => $"{name}-{i}")]));
        }

        return ledger;
    }

    private static IEnumerable<string> Entries(Ledger ledger) => ledger.Shards.Values.SelectMany(shard => shard.Entries);

    private sealed class SourceSystem : ISourceSystem
    {
        private readonly Ledger _ledger = Written();

        public IReadOnlyList<string> Records => [.. Entries(_ledger)];

        public ISource<string> CreateSource() => new LedgerSource(_ledger);
    }

    private sealed class SinkSystem : ITransactionalSystem
    {
        private readonly Ledger _ledger = new();

        public string JobName => "job";

        public ISink<string> Sink => new LedgerSink(_ledger);

        public IReadOnlyList<string> ReadVisible() => _ledger.Book;

        public IReadOnlyList<string> ReadOpen() => [.. _ledger.OpenPages.Select(subtask => $"a page of subtask {subtask}")];

        public void GiveUpTransactions()
        {
        }
    }
}
