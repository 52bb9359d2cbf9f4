namespace AkkaStreamProc.Operators.Plans;

/// <summary>A job as it was declared: what runs, and what feeds what. Immutable.</summary>
/// <remarks>Operators and edges stand in the order of their declaration, so each operator behind what feeds it.</remarks>
internal sealed class LogicalPlan
{
    private readonly Dictionary<string, (LogicalOperator Operator, int Ordinal)> _operators;
    private readonly ILookup<string, LogicalEdge> _inputs;
    private readonly ILookup<string, LogicalEdge> _consumers;

    public LogicalPlan(string job, int parallelism, int maxParallelism, IReadOnlyList<LogicalOperator> operators, IReadOnlyList<LogicalEdge> edges)
    {
        Job = job;
        Parallelism = parallelism;
        MaxParallelism = maxParallelism;
        Operators = operators;
        Edges = edges;
        _operators = operators.Select((o, ordinal) => (o, ordinal)).ToDictionary(o => o.o.Name);
        _inputs = edges.ToLookup(e => e.To);
        _consumers = edges.ToLookup(e => e.From);
        if (edges.FirstOrDefault(e => this[e.From].Definition.Outputs[e.Output].Type != this[e.To].Definition.Inputs[e.Input].Type) is { } contrary)
        {
            throw new InvalidOperationException(
                $"The output '{this[contrary.From].Definition.Outputs[contrary.Output].Name}' of '{contrary.From}' does not give what '{contrary.To}' takes.");
        }
    }

    /// <summary>The name of the job.</summary>
    public string Job { get; }

    /// <summary>How many subtasks run an operator that has no parallelism of its own and is not fed one to one.</summary>
    public int Parallelism { get; }

    /// <summary>The number of key groups.</summary>
    public int MaxParallelism { get; }

    public IReadOnlyList<LogicalOperator> Operators { get; }

    public IReadOnlyList<LogicalEdge> Edges { get; }

    public LogicalOperator this[string name] => _operators[name].Operator;

    /// <summary>The position of an operator in the declaration.</summary>
    public int OrdinalOf(string name) => _operators[name].Ordinal;

    /// <summary>The edges into an operator.</summary>
    public IEnumerable<LogicalEdge> InputsOf(string name) => _inputs[name];

    /// <summary>The edges out of an operator.</summary>
    public IEnumerable<LogicalEdge> ConsumersOf(string name) => _consumers[name];

    /// <summary>The operators that records of an operator reach, without itself.</summary>
    public IReadOnlyList<LogicalOperator> Downstream(string name) => Downstream(name, static _ => true);

    /// <summary>The operators whose event time depends on that of an operator, without itself.</summary>
    public IReadOnlyList<LogicalOperator> DownstreamInTime(string name) => Downstream(name, static edge => !edge.IsTable);

    private IReadOnlyList<LogicalOperator> Downstream(string name, Func<LogicalEdge, bool> follows)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            foreach (var edge in ConsumersOf(next).Where(follows))
            {
                if (reached.Add(edge.To))
                {
                    open.Push(edge.To);
                }
            }
        }

        return [.. Operators.Where(o => reached.Contains(o.Name))];
    }
}
