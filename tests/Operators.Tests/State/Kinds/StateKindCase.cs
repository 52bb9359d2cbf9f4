using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Tests.Functions.Broadcasts;
using AkkaStreamProc.Operators.Time;

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
        OfFunction("value", "v", "v"),
        OfFunction("map", "m", "m"),
        OfFunction("list", "l", "l"),
        OfFunction("reducing", "r", "rr"),
        OfFunction("aggregating", "2", "3"),
        OfFunction("buffer", "early 1,late 2", ""),
        OfFunction("expiring value", "v", "none"),
        OfFunction("expiring map", "m", ""),
        OfFunction("expiring list", "l", ""),
        new(
            "subtask lists",
            Operator(job => job.FromSource(new IdleSource<string>(), WatermarkStrategy<string>.None()).Process(() => new ListFunction())),
            (op, _) => op.Feed(("a", 1L)),
            (op, _) => op.Feed(("b", 2L)),
            "a,b a,b@2"),
        new(
            "timers",
            Operator(job => Keyed(job).Process(() => new TimedFunction())),
            (op, _) => op.Feed((("a", 20L), 5L)),
            (op, _) => Feeding.Complete(() => op.OnWatermark(30)),
            "a  20@20, a idle 20@20, a late 25@25"),
    ];

    private static StateKindCase OfFunction(string kind, string atOnce, string later) => new(
        kind,
        Operator(job => Keyed(job).Process(() => new KeptFunction(kind))),
        (op, runtime) =>
        {
            runtime.Now = 1_000;
            op.Feed((("a", KeptFunction.Fill), 1L));
        },
        (op, runtime) =>
        {
            // The clock does not go back behind the checkpoint; what expires does so one millisecond later.
            runtime.Now = 1_999;
            op.Feed((("a", KeptFunction.Tell), 2L));
            runtime.Now = 2_000;
            op.Feed((("a", KeptFunction.Tell), 3L));
        },
        $"{atOnce}@2, {later}@3");

    private static KeyedStream<(string Key, long What), string> Keyed(JobBuilder job) =>
        job.FromSource(new IdleSource<(string Key, long What)>(), WatermarkStrategy<(string Key, long What)>.None()).KeyBy(r => r.Key);

    private static Func<OperatorContext, StreamOperator> Operator(Func<JobBuilder, DataStream<string>> declare)
    {
        var job = new JobBuilder("job") { MaxParallelism = Groups };
        var results = declare(job);
        results.SinkTo(new IdleSink<string>());
        var graph = job.Build();
        return context => graph.Create(results.Declaration.Name, context);
    }
}
