using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using AkkaStreamProc.Operators.Batches.Codecs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Plans.Explanations;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc;

/// <summary>A job as it was declared: operators and edges, immutable, running nowhere yet.</summary>
/// <remarks>
/// Every node that runs a part of the job builds the graph itself and must arrive at the same
/// <see cref="Fingerprint"/>; so no code travels, only names.
/// </remarks>
public sealed class JobGraph
{
    private readonly LogicalPlan _logical;
    private readonly ConcurrentDictionary<Type, BatchCodec> _codecs = new();
    private readonly ConcurrentDictionary<(string Head, string Last, bool CarriesTime), Func<OperatorContext, StreamOperator>> _loops = new();

    /// <exception cref="StreamProcessingException">The job cannot run as it is declared.</exception>
    internal JobGraph(LogicalPlan logical, StateSerializers serializers)
    {
        _logical = logical;
        Serializers = serializers;
        Shape = JobShape.Describe(logical);
        Fingerprint = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Shape)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        Plan = Planner.Plan(logical, Fingerprint);
        foreach (var edge in Plan.Edges.Where(e => e.Kind != EdgeKind.Chained))
        {
            CodecOf(edge);
        }
    }

    /// <summary>The name of the job.</summary>
    public string Name => _logical.Job;

    /// <summary>The number of key groups, which is the largest parallelism the job can have; fixed for its life.</summary>
    public int MaxParallelism => _logical.MaxParallelism;

    /// <summary>
    /// What must stay the same for state to be restored: one line for each operator with its kind, name, types and
    /// states. Parallelism may change and is not part of it.
    /// </summary>
    public string Shape { get; }

    /// <summary>The hash of <see cref="Shape"/>, in hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>The binary forms of what the job keeps.</summary>
    internal StateSerializers Serializers { get; }

    /// <summary>How the job runs with the parallelism it was declared with.</summary>
    internal ExecutionPlan Plan { get; }

    /// <summary>The plan in a form: chains, edges, parallelism, state.</summary>
    /// <param name="format">For people, for programs, or as a diagram.</param>
    public string Explain(PlanFormat format = PlanFormat.Text) => format switch
    {
        PlanFormat.Json => PlanJson.Write(Plan),
        PlanFormat.Mermaid => PlanMermaid.Of(Plan),
        _ => PlanText.Of(Plan),
    };

    /// <summary>The operator of a name.</summary>
    internal LogicalOperator Operator(string name) => _logical[name];

    /// <summary>What an operator keeps, and what that depends on.</summary>
    internal OperatorForm FormOf(string operatorName) => JobShape.FormOf(_logical, _logical[operatorName], Serializers);

    /// <summary>Whether a state of an operator can be read from what was written in another form; <see langword="null"/> where the operator has no state of the name.</summary>
    internal StateFit? FitOf(string operatorName, string state, StateForm written) =>
        _logical[operatorName].Definition.States.FirstOrDefault(s => s.Name == state)?.FitOf(written, Serializers);

    /// <summary>How the records of an edge of a plan of this graph are distributed.</summary>
    internal Partitioning PartitioningOf(PlanEdge edge)
    {
        var declared = _logical.Edges[edge.Id];
        return edge switch
        {
            { Combines: true } => declared.Combined!,
            { Kind: EdgeKind.Forward } => Partitioning.Forward,
            { Kind: EdgeKind.Rebalance } => Partitioning.Rebalance,
            _ => declared.Partitioning,
        };
    }

    /// <summary>The binary form of what an edge of a plan of this graph carries.</summary>
    /// <exception cref="StreamProcessingException">There is none, because its records cannot be sent; names operators, type and member.</exception>
    internal EdgeCodec CodecOf(PlanEdge edge)
    {
        var types = PartitioningOf(edge).Sends(_logical[edge.From].Definition.Outputs[edge.Output].Type);
        try
        {
            return new EdgeCodec(edge.From, edge.To, types, [.. types.Select(type => _codecs.GetOrAdd(type, t => BatchCodec.Of(t, Serializers)))]);
        }
        catch (StreamProcessingException refusal)
        {
            throw new StreamProcessingException(
                $"The operator '{edge.From}' of the job '{Name}' cannot send its {edge.OutputName} to '{edge.To}', which runs in other subtasks and may run on another machine: they have no binary form, for what travels must be of a type that could be kept in state. {refusal.Message}",
                refusal);
        }
    }

    /// <summary>Creates what runs a step of a plan of this graph.</summary>
    internal StreamOperator Create(PlanStep step, OperatorContext context) => _logical[step.Head.Name].Definition switch
    {
        StatelessDefinition first => _loops.GetOrAdd((step.Head.Name, step.Last.Name, step.CarriesTime), _ => Fuse(first, step))(context),
        StandaloneDefinition single => single.Create(context, step),
        var other => throw new InvalidOperationException($"Nothing creates the operator '{step.Head.Name}' ({other.Kind})."),
    };

    /// <summary>Compiles a loop, once for all subtasks.</summary>
    private Func<OperatorContext, StreamOperator> Fuse(StatelessDefinition first, PlanStep step)
    {
        var run = step.Operators.Select(op => (op.Name, Definition: (StatelessDefinition)_logical[op.Name].Definition)).ToList();
        return run[^1].Definition.FuseFrom(first, [.. run.Select(op => op.Definition.Stage with { Name = op.Name })], step.CarriesTime);
    }
}
