using AkkaStreamProc.Operators.Async;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans.Definitions;

/// <summary>An operator that waits for the answers of calls.</summary>
/// <remarks>
/// It is the head of its chain: what feeds it goes on while it waits, and a barrier passes it at any moment, which an operator
/// before it in the same subtask that has stopped halfway, for want of room in this one, would not let through.
/// </remarks>
internal sealed class AsyncDefinition<TIn, TAnswer, TOut>(string kind, AsyncCall<TIn, TAnswer, TOut> call, AsyncOptions options)
    : StandaloneDefinition(kind, [OperatorPort.Of<TIn>()], [OperatorPort.Of<TOut>(), OperatorPort.Of<FailedRecord<TIn>>(OperatorPort.Failed)])
{
    public override bool IsChainable => false;

    public override bool SelectsInputs => true;

    public override IReadOnlyList<StateDescriptor> States =>
        [new HeldRecordsDescriptor<TIn> { Detail = $" ({options.MaxInFlight} at a time, {(options.Ordered ? "in order" : "out of order")})" }];

    public override StreamOperator Create(OperatorContext context, PlanStep step) => new AsyncOperator<TIn, TAnswer, TOut>(context, call, options);
}
