using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>One operator of a job as it runs.</summary>
/// <param name="Name">Its stable id: what its state is addressed by.</param>
/// <param name="Ordinal">Its position in the declaration of the job.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Role">Where it stands in the job.</param>
/// <param name="Output">The type of its results, in words.</param>
/// <param name="ErrorPolicy">What happens to a record it cannot process, decode or write.</param>
/// <param name="IsPolicyChosen">Whether that is not what happens unless something is chosen.</param>
/// <param name="WritesOnce">Of a sink: whether it promises that every record becomes visible exactly once.</param>
/// <param name="States">What it keeps.</param>
/// <param name="Signature">What must stay the same for it to take its state: its kind, its keys and its states, whatever is around it.</param>
internal sealed record PlanOperator(
    string Name,
    int Ordinal,
    string Kind,
    OperatorRole Role,
    string Output,
    ErrorPolicy ErrorPolicy,
    bool IsPolicyChosen,
    bool WritesOnce,
    IReadOnlyList<PlanState> States,
    string Signature);
