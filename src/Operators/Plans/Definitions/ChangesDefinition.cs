using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>Turns the changes of a table into records that say what they are.</summary>
/// <param name="leavesOutBefore">Whether what a row was before an update is left out.</param>
internal sealed class ChangesDefinition<TKey, T>(bool leavesOutBefore)
    : StandaloneDefinition(leavesOutBefore ? "upserts" : "changes", [OperatorPort.Of<Row<TKey, T>>()], [OperatorPort.Of<Change<TKey, T>>()])
    where TKey : notnull
{
    public override bool TakesChanges => true;

    public override ChangelogMode? Records => leavesOutBefore ? ChangelogMode.Upsert : ChangelogMode.Retract;

    public override StreamOperator Create(OperatorContext context, PlanStep step) => new ChangesOperator<TKey, T>(context, leavesOutBefore);
}
