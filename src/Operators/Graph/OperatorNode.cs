using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>One operator of a job's graph: what it is called, what it takes and emits, and how to create it in a subtask.</summary>
/// <remarks>Built by the verbs of the streams, frozen by the job builder.</remarks>
internal abstract class OperatorNode(int id, string kind, string name, bool isNamed, Type outputType)
{
    private ErrorPolicy? _errorPolicy;

    public int Id => id;

    /// <summary>What it does, for plans and the fingerprint: <c>where</c>, <c>window tumbling(…)</c>.</summary>
    public string Kind => kind;

    /// <summary>What its state is addressed by; unique in the job.</summary>
    public string Name { get; set; } = name;

    /// <summary>Whether the user gave the name.</summary>
    public bool IsNamed { get; set; } = isNamed;

    public Type OutputType => outputType;

    /// <summary>How many subtasks run it; 0 until the job is built where the job's own value applies.</summary>
    public int Parallelism { get; set; }

    public List<Edge> Inputs { get; } = [];

    public List<Edge> Consumers { get; } = [];

    /// <summary>What happens to a record it cannot process or write.</summary>
    public ErrorPolicy ErrorPolicy { get => _errorPolicy ?? DefaultErrorPolicy; set => _errorPolicy = value; }

    /// <summary>What happens unless something is chosen.</summary>
    public virtual ErrorPolicy DefaultErrorPolicy => ErrorPolicy.Fail;

    /// <summary>The output for the records that failed.</summary>
    public virtual int FailedOutput => 1;

    /// <summary>Whether it may run in the subtask of what feeds it.</summary>
    public virtual bool IsChainable => true;

    /// <summary>What it keeps between records; an operator without any can be renamed freely.</summary>
    public virtual IReadOnlyList<StateDescription> States => [];

    /// <summary>The watermarks at which its result depends on the exact order of records, as (period, phase) in milliseconds.</summary>
    public virtual IEnumerable<(long Period, long Phase)> WatermarkPoints => [];

    /// <summary>Whether its result depends on how far event time is before each record.</summary>
    public virtual bool AsksForTime => false;

    /// <summary>Whether some operator behind it asks, so that its batches must tell; set when the job is built.</summary>
    public bool CarriesTime { get; set; }

    public abstract StreamOperator Create(OperatorContext context);
}
