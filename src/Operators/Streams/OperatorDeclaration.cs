using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>An operator of a job that is being declared: what the verbs of its stream can still change of it.</summary>
internal sealed class OperatorDeclaration(OperatorDefinition definition, string defaultName, string? name)
{
    private ErrorPolicy? _errorPolicy;

    /// <summary>What it is; a verb of its stream may still add to it.</summary>
    public OperatorDefinition Definition { get; set; } = definition;

    /// <summary>The user's name for it, or the one of its verb, which others may have, too.</summary>
    public string Name => name ?? defaultName;

    /// <summary>Whether the user gave the name.</summary>
    public bool IsNamed => name is not null;

    /// <summary>How many subtasks are to run it; follows from its surroundings unless set.</summary>
    public int? Parallelism { get; set; }

    /// <summary>What happens to a record it cannot process, decode or write.</summary>
    public ErrorPolicy ErrorPolicy { get => _errorPolicy ?? Definition.DefaultErrorPolicy; set => _errorPolicy = value; }

    /// <summary>Of a sink that only appends: whose results it was given as changes.</summary>
    public OperatorDeclaration? AppendsChangesOf { get; set; }

    /// <summary>What feeds it.</summary>
    public List<Input> Inputs { get; } = [];

    /// <summary>An edge into the operator.</summary>
    /// <param name="From">Whose records it bears.</param>
    /// <param name="Output">Which output of that.</param>
    /// <param name="Partitioning">How they are distributed.</param>
    /// <param name="Port">Which of the operator's inputs they come through.</param>
    /// <param name="Combined">How, where they may be combined before.</param>
    public readonly record struct Input(OperatorDeclaration From, int Output, Partitioning Partitioning, Partitioning? Combined = null, int Port = 0)
    {
        /// <inheritdoc cref="LogicalEdge.IsTable"/>
        public bool IsTable { get; init; }
    }
}
