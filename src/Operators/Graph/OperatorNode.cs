using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>One operator of a job's graph: what it is called, what it takes and emits, and how to create it in a subtask.</summary>
/// <remarks>Built by the verbs of the streams, frozen by the job builder.</remarks>
internal abstract class OperatorNode(int id, string kind, string name, bool isNamed, Type outputType)
{
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
    public ErrorPolicy ErrorPolicy { get; set; } = ErrorPolicy.Fail;

    /// <summary>The output for the records that failed.</summary>
    public virtual int FailedOutput => 1;

    /// <summary>Whether it may run in the subtask of what feeds it.</summary>
    public virtual bool IsChainable => true;

    /// <summary>What it keeps between records; an operator without any can be renamed freely.</summary>
    public virtual IReadOnlyList<StateDescription> States => [];

    /// <summary>The watermarks at which its result depends on the exact order of records, as (period, phase) in milliseconds.</summary>
    public virtual IEnumerable<(long Period, long Phase)> WatermarkPoints => [];

    public abstract StreamOperator Create(OperatorContext context);
}
