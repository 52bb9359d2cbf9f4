using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Inputs;

/// <summary>A stream that is joined with a table, which is read first.</summary>
internal sealed class LoadFirstJob(Scenario table, Scenario clicks, int seed)
{
    private readonly Output<Priced> _priced = new(seed);

    public IReadOnlyList<Priced> Priced => _priced.Committed;

    public SimulationResult Simulate() => new JobSimulation(Build, Suite.Options(seed, _priced.Disturb)).Run();

    private JobGraph Build(int parallelism)
    {
        var job = new JobBuilder("load-first") { Parallelism = parallelism, MaxParallelism = 16 };
        var join = new OperatorDeclaration(new Definition(), "join", null);
        job.Add(
            join,
            table.ClicksOf(job, "table").To(new HashPartitioning<Click, string>(c => c.User)) with { Port = LoadFirstJoin.Table },
            clicks.ClicksOf(job, "clicks").To(new HashPartitioning<Click, string>(c => c.User)) with { Port = LoadFirstJoin.Clicks });
        new DataStream<Priced>(job, join, 0).SinkTo(_priced.Sink);
        return job.Build();
    }

    private sealed class Definition() : StandaloneDefinition(
        "load-first join", [new OperatorPort("table", typeof(Click)), new OperatorPort("clicks", typeof(Click))], [OperatorPort.Of<Priced>()])
    {
        public override IReadOnlyList<StateDescriptor> States => [new OperatorStateDescriptor("table", "sums by user"), new OperatorStateDescriptor("early", "clicks")];

        public override bool SelectsInputs => true;

        public override StreamOperator Create(OperatorContext context, PlanStep step) => new LoadFirstJoin(context);
    }
}
