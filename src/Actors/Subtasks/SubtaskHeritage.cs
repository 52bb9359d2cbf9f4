using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>What a subtask has to know of those before it.</summary>
/// <param name="Life">The life of the job it goes on with.</param>
/// <param name="Places">Where the restored checkpoint has the state of its operators, by name.</param>
/// <param name="Branch">Which folder its checkpoints go into.</param>
/// <param name="Savepoint">The address of the restored checkpoint, where it has a directory; otherwise the snapshot store has it.</param>
/// <param name="HighestParallelism">The most subtasks any attempt had for an operator, by name.</param>
internal sealed record SubtaskHeritage(
    JobLife Life,
    IReadOnlyDictionary<string, OperatorPlace> Places,
    Guid Branch,
    string? Savepoint,
    IReadOnlyDictionary<string, int> HighestParallelism);
