using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>What an operator is, wherever it runs: what it takes and gives, what it keeps, what it needs of time.</summary>
/// <remarks>Immutable; made by the verbs of the streams. It is code, so it never leaves its process: plans name it.</remarks>
internal abstract class OperatorDefinition(string kind, IReadOnlyList<OperatorPort> inputs, IReadOnlyList<OperatorPort> outputs)
{
    /// <summary>What it does, for plans and the fingerprint: <c>where</c>, <c>window tumbling(…)</c>.</summary>
    public string Kind => kind;

    /// <summary>What it takes; none for a source.</summary>
    public IReadOnlyList<OperatorPort> Inputs => inputs;

    /// <summary>What it gives: its results first, then its side outputs.</summary>
    public IReadOnlyList<OperatorPort> Outputs => outputs;

    /// <summary>The type its lines in plans and in the fingerprint end with.</summary>
    public virtual Type ResultType => outputs[0].Type;

    /// <summary>The number of the output for records that it cannot process, decode or write; -1 where it has none.</summary>
    public int FailedOutput => Math.Max(OutputOf(OperatorPort.Failed), OutputOf(OperatorPort.Bad));

    /// <summary>The number of the output of a name; -1 where it has none.</summary>
    public int OutputOf(string name) => outputs.ToList().FindIndex(port => port.Name == name);

    public virtual OperatorRole Role => OperatorRole.Transformation;

    /// <summary>What happens to a record that it cannot process, unless something is chosen.</summary>
    public virtual ErrorPolicy DefaultErrorPolicy => ErrorPolicy.Fail;

    /// <summary>Whether it leaves records of one input where they are while it reads another; see <see cref="Execution.OperatorInterests.Selection"/>.</summary>
    public virtual bool SelectsInputs => false;

    /// <summary>Whether its results come later than its records, so that a barrier passes between the two.</summary>
    public virtual bool DelaysResults => false;

    /// <summary>Whether it may run in the subtask of what feeds it.</summary>
    public virtual bool IsChainable => true;

    /// <summary>What it keeps between records; an operator without any can be renamed freely.</summary>
    public virtual IReadOnlyList<StateDescriptor> States => [];

    /// <summary>What it takes of a record into its state, for the comparison with stored state; <see langword="null"/> where that is up to code of the user's.</summary>
    public string? Selector { get; init; }

    /// <summary>Whether its inputs may be changes of rows, and not records alone.</summary>
    public virtual bool TakesChanges => false;

    /// <summary>What it does to its results later; they are changes of rows then.</summary>
    public virtual ResultChanges ResultChanges => ResultChanges.None;

    /// <summary>Which changes of a table its results say as records; <see langword="null"/> where they are no such records.</summary>
    public virtual ChangelogMode? Records => null;

    /// <summary>Whether its results are those of its inputs that it lets through.</summary>
    public virtual bool KeepsRecords => false;

    /// <summary>What its results depend on besides the order of the records.</summary>
    public virtual TimeNeeds Time => TimeNeeds.None;
}
