using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Plans.Definitions;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>One operator of a job as it was declared.</summary>
/// <param name="Name">Its stable id: unique in the job, and what its state is addressed by.</param>
/// <param name="Definition">What it is.</param>
/// <param name="Parallelism">How many subtasks are to run it, or <see langword="null"/> where that follows from its surroundings.</param>
/// <param name="ErrorPolicy">What happens to a record it cannot process, decode or write.</param>
internal sealed record LogicalOperator(string Name, OperatorDefinition Definition, int? Parallelism, ErrorPolicy ErrorPolicy);
