using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>Creates the operators of a vertex for one subtask and wires them.</summary>
internal static class ChainBuilder
{
    /// <param name="graph">The code of the job.</param>
    /// <param name="plan">How the job runs.</param>
    /// <param name="vertex">Which of the plan's vertices.</param>
    /// <param name="subtaskIndex">Which of the vertex's subtasks.</param>
    /// <param name="runtime">What runs it.</param>
    /// <param name="clock">The clocks of the subtask.</param>
    /// <param name="channelsOf">The channels for each edge of <see cref="ExecutionPlan.OutputsOf"/>, by its position.</param>
    /// <param name="hasRoom">Whether more output can be taken.</param>
    /// <remarks>Where it fails, the operators that there are by then are closed.</remarks>
    public static OperatorChain Build(
        JobGraph graph,
        ExecutionPlan plan,
        PlanVertex vertex,
        int subtaskIndex,
        ISubtaskRuntime runtime,
        SubtaskClock clock,
        Func<int, IReadOnlyList<IChannel>> channelsOf,
        Func<bool> hasRoom)
    {
        var operators = new List<StreamOperator>();
        try
        {
            return Build(graph, plan, vertex, subtaskIndex, runtime, clock, channelsOf, hasRoom, operators);
        }
        catch
        {
            // Functions are open, and nobody else will close them.
            operators.ForEach(StreamOperator.CloseBehindFailure);
            throw;
        }
    }

    private static OperatorChain Build(
        JobGraph graph,
        ExecutionPlan plan,
        PlanVertex vertex,
        int subtaskIndex,
        ISubtaskRuntime runtime,
        SubtaskClock clock,
        Func<int, IReadOnlyList<IChannel>> channelsOf,
        Func<bool> hasRoom,
        List<StreamOperator> operators)
    {
        // What takes the input of an operator, and what has its outputs: the same but for compiled loops.
        var byInput = new Dictionary<string, StreamOperator>();
        var byOutput = new Dictionary<string, StreamOperator>();
        foreach (var step in vertex.Steps)
        {
            var context = new OperatorContext(runtime, plan.Job, step.Head.Name, subtaskIndex, vertex.Parallelism, plan.MaxParallelism)
            {
                HasRoom = hasRoom,
                Clock = clock,
                CarriesTime = step.CarriesTime,
                Serializers = graph.Serializers,
                ErrorPolicy = step.Head.ErrorPolicy,
                PositionOf = () => (operators[0] as ISourceOperator)?.Range,
            };
            var created = graph.Create(step, context);
            operators.Add(created);
            byInput[step.Head.Name] = created;
            // What fails comes out of the first of a loop, the results of the last.
            byOutput[step.Head.Name] = created;
            byOutput[step.Last.Name] = created;
        }

        foreach (var edge in plan.ChainedIn(vertex))
        {
            if (byInput.TryGetValue(edge.To, out var to) && byOutput.TryGetValue(edge.From, out var from))
            {
                from.Outputs[edge.Output].Connect(to.Inputs[edge.Input]);
            }
        }

        var routers = plan.OutputsOf(vertex)
            .Select((edge, i) => byOutput[edge.From].Outputs[edge.Output].Connect(graph.PartitioningOf(edge), channelsOf(i), byOutput[edge.From].Context))
            .ToList();
        return new OperatorChain(operators, [.. plan.InputsOf(vertex).Select(edge => edge.Input)], routers);
    }
}
