using AkkaStreamProc.Operators.Async;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>An operator that waits for the answers of calls.</summary>
/// <remarks>
/// It is the head of its chain: what feeds it goes on while it waits, and a barrier passes it at any moment, which an operator
/// before it in the same subtask that has stopped halfway, for want of room in this one, would not let through.
/// </remarks>
/// <param name="kind">The kind of the operator.</param>
/// <param name="call">Creates the calls of a subtask.</param>
/// <param name="options">How they are made.</param>
/// <param name="detail">What the plan adds to how many there are and in which order.</param>
internal sealed class AsyncDefinition<TIn, TAnswer, TOut>(string kind, Func<OperatorContext, AsyncCall<TIn, TAnswer, TOut>> call, AsyncOptions options, string detail = "")
    : StandaloneDefinition(kind, [OperatorPort.Of<TIn>()], [OperatorPort.Of<TOut>(), OperatorPort.Of<FailedRecord<TIn>>(OperatorPort.Failed)])
{
    public override bool IsChainable => false;

    public override bool SelectsInputs => true;

    public override bool DelaysResults => true;

    public override IReadOnlyList<StateDescriptor> States =>
        [new HeldRecordsDescriptor<TIn> { Detail = $" ({options.MaxInFlight} at a time, {(options.Ordered ? "in order" : "out of order")}{detail})" }];

    public override StreamOperator Create(OperatorContext context, PlanStep step) => new AsyncOperator<TIn, TAnswer, TOut>(context, call(context), options);
}
