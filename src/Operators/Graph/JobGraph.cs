using System.IO.Hashing;
using System.Text;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>A job as it was declared: operators and edges, immutable, running nowhere yet.</summary>
/// <remarks>
/// Every node that runs a part of the job builds the graph itself and must arrive at the same
/// <see cref="Fingerprint"/>; so no code travels, only names.
/// </remarks>
public sealed class JobGraph
{
    internal JobGraph(string name, int maxParallelism, IReadOnlyList<OperatorNode> operators, StateSerializers serializers)
    {
        Serializers = serializers;
        Name = name;
        MaxParallelism = maxParallelism;
        Operators = operators;
        Vertices = VertexPlanner.Plan(operators);
        Shape = JobShape.Describe(this);
        Fingerprint = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Shape)).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The name of the job.</summary>
    public string Name { get; }

    /// <summary>The number of key groups, which is the largest parallelism the job can have; fixed for its life.</summary>
    public int MaxParallelism { get; }

    /// <summary>
    /// What must stay the same for state to be restored: one line for each operator with its kind, name, types and
    /// states. Parallelism may change and is not part of it.
    /// </summary>
    public string Shape { get; }

    /// <summary>The hash of <see cref="Shape"/>, in hexadecimal.</summary>
    public string Fingerprint { get; }

    /// <summary>The binary forms of what the job keeps.</summary>
    internal StateSerializers Serializers { get; }

    internal IReadOnlyList<OperatorNode> Operators { get; }

    internal IReadOnlyList<Vertex> Vertices { get; }

    /// <summary>The plan for people: chains, edges, parallelism, state.</summary>
    public string Explain() => JobExplanation.Of(this);
}
