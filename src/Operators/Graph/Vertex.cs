using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>A chain of operators that run as one, in as many subtasks as their parallelism says.</summary>
internal sealed class Vertex(int id, IReadOnlyList<OperatorNode> operators)
{
    private readonly ConcurrentDictionary<int, Func<OperatorContext, StreamOperator>> _fused = new();

    public int Id => id;

    /// <summary>The operators, each behind what feeds it.</summary>
    public IReadOnlyList<OperatorNode> Operators => operators;

    /// <summary>The name of its first operator.</summary>
    public string Name => operators[0].Name;

    public int Parallelism => operators[0].Parallelism;

    public bool IsSource => operators[0] is SourceNode;

    /// <summary>The edges from other vertices.</summary>
    public IReadOnlyList<Edge> Inputs { get; } = [.. operators[0].Inputs];

    /// <summary>The edges to other vertices.</summary>
    public IReadOnlyList<Edge> Outputs { get; } =
        [.. operators.SelectMany(o => o.Consumers).Where(e => !operators.Contains(e.To)).OrderBy(e => (e.From.Id, e.Output, e.To.Id, e.Input))];

    /// <summary>What creates the operator of a fused run; compiled once for all subtasks.</summary>
    public Func<OperatorContext, StreamOperator> Fused(IReadOnlyList<StatelessNode> run) =>
        _fused.GetOrAdd(run[0].Id, _ => run[^1].FuseFrom(run[0], [.. run.Select(n => n.NamedStage)]));
}
