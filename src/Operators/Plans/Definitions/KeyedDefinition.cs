using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>An operator with keyed state, created by a function that knows its types.</summary>
internal sealed class KeyedDefinition(
    string kind,
    IReadOnlyList<OperatorPort> inputs,
    IReadOnlyList<OperatorPort> outputs,
    IReadOnlyList<StateDescriptor> states,
    TimeNeeds time,
    Func<OperatorContext, StreamOperator> create)
    : StandaloneDefinition(kind, inputs, outputs)
{
    public override IReadOnlyList<StateDescriptor> States => states;

    public override TimeNeeds Time => time;

    public override StreamOperator Create(OperatorContext context, PlanStep step) => create(context);
}
