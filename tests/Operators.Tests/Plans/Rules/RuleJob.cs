using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Tests.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Plans.Rules;

/// <summary>Logical plans written down by hand, for rules that are tried by themselves.</summary>
internal static class RuleJob
{
    public static LogicalOperator Source(string name, int? parallelism = null) =>
        new(name, new SourceDefinition<int>(new IdleSource<int>(), WatermarkStrategy<int>.None()), parallelism, ErrorPolicy.Fail);

    public static LogicalOperator Map(string name, int? parallelism = null, ErrorPolicy policy = ErrorPolicy.Fail) =>
        new(name, new StatelessDefinition<int, int>("map", new Stage(StageKind.Select, (System.Linq.Expressions.Expression<Func<int, int>>)(x => x + 1))), parallelism, policy);

    public static LogicalOperator Keyed(string name, TimeNeeds? time = null, ErrorPolicy policy = ErrorPolicy.Fail) => new(
        name,
        new KeyedDefinition(
            "keyed",
            [OperatorPort.Of<int>()],
            [OperatorPort.Of<int>(), OperatorPort.Of<int>(OperatorPort.Late), OperatorPort.Of<int>(OperatorPort.Failed)],
            [],
            time ?? TimeNeeds.None,
            _ => throw new InvalidOperationException("A plan creates nothing.")),
        null,
        policy);

    public static LogicalOperator Sink(string name, int? parallelism = null) => Sink<int>(name, parallelism);

    public static LogicalOperator Sink<T>(string name, int? parallelism = null) =>
        new(name, new SinkDefinition<T>(new IdleSink<T>()), parallelism, ErrorPolicy.Fail);

    public static LogicalEdge Edge(int id, string from, string to, Partitioning? partitioning = null, int output = 0, Partitioning? combined = null) =>
        new(id, from, output, to, 0, partitioning ?? Partitioning.Forward, combined);

    public static PlanDraft Draft(LogicalOperator[] operators, LogicalEdge[] edges, int parallelism = 1) =>
        new(new LogicalPlan("job", parallelism, 128, operators, edges));
}
