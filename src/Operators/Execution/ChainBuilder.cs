using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Creates the operators of a vertex for one subtask and wires them.</summary>
internal static class ChainBuilder
{
    /// <param name="graph">The job.</param>
    /// <param name="vertex">Which of its vertices.</param>
    /// <param name="subtaskIndex">Which of the vertex's subtasks.</param>
    /// <param name="runtime">What runs it.</param>
    /// <param name="clock">The clocks of the subtask.</param>
    /// <param name="channelsOf">The channels for each edge of <see cref="Vertex.Outputs"/>, by its position.</param>
    /// <param name="hasRoom">Whether more output can be taken.</param>
    public static OperatorChain Build(
        JobGraph graph,
        Vertex vertex,
        int subtaskIndex,
        ISubtaskRuntime runtime,
        SubtaskClock clock,
        Func<int, IReadOnlyList<IChannel>> channelsOf,
        Func<bool> hasRoom)
    {
        var operators = new List<StreamOperator>();
        // The operator that takes a node's input, and the one that has its outputs: the same but for fused runs.
        var byInput = new Dictionary<OperatorNode, StreamOperator>();
        var byOutput = new Dictionary<OperatorNode, StreamOperator>();
        foreach (var (head, run) in FusedRuns.Of(vertex))
        {
            var context = new OperatorContext(runtime, graph.Name, head.Name, subtaskIndex, vertex.Parallelism, graph.MaxParallelism)
            {
                HasRoom = hasRoom,
                Clock = clock,
                CarriesTime = (run.Count > 0 ? run[^1] : head).CarriesTime,
                Serializers = graph.Serializers,
                ErrorPolicy = head.ErrorPolicy,
                PositionOf = () => (operators[0] as ISourceOperator)?.Range,
            };
            var created = run.Count > 0 ? vertex.Fused(run)(context) : head.Create(context);
            operators.Add(created);
            byInput[head] = created;
            // What fails comes out of the first of a run, the results of the last.
            byOutput[head] = created;
            byOutput[run.Count > 0 ? run[^1] : head] = created;
        }

        foreach (var edge in vertex.Operators.SelectMany(o => o.Consumers))
        {
            if (edge.IsChained && byInput.TryGetValue(edge.To, out var to) && byOutput.TryGetValue(edge.From, out var from))
            {
                from.Outputs[edge.Output].Connect(to.Input!);
            }
        }

        var routers = new List<Router>();
        for (var i = 0; i < vertex.Outputs.Count; i++)
        {
            var edge = vertex.Outputs[i];
            var from = byOutput[edge.From];
            routers.Add(from.Outputs[edge.Output].Connect(edge.Partitioning, channelsOf(i), from.Context));
        }

        var inputs = vertex.Inputs.Select(_ => operators[0].Input!).ToList();
        return new OperatorChain(operators, inputs, routers);
    }
}
