using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Functions.Broadcasts;

namespace AkkaStreamProc.Operators.Tests.State.Kinds;

using Both = Either<(string Key, long Number), Rule>;

/// <summary>An operator with one kind of state, what it is given before a checkpoint, and what it says of it behind one.</summary>
internal sealed record StateKindCase(string Name, Func<OperatorContext, StreamOperator> Create, Action<StreamOperator, TestRuntime> Fill, Action<StreamOperator, TestRuntime> Ask, string Answer)
{
    public const int Groups = 16;

    public static IReadOnlyList<StateKindCase> All { get; } =
    [
        new(
            "broadcast",
            Operator(BroadcastRun.Declare),
            (op, _) => op.Feed((Both.OfSecond(new Rule(7, 3)), 0L)),
            (op, _) => op.Feed((Both.OfFirst(("a", 5)), 9L)),
            "a 1 above 7@9"),
    ];

    private static Func<OperatorContext, StreamOperator> Operator(Func<JobBuilder, DataStream<string>> declare)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        var results = declare(job);
        results.SinkTo(new IdleSink<string>());
        var graph = job.Build();
        return context => graph.Create(results.Declaration.Name, context);
    }
}
