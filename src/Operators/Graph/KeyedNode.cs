using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Graph;

/// <summary>An operator with keyed state, created by a function that knows its types.</summary>
internal sealed class KeyedNode(
    int id,
    string kind,
    string name,
    bool isNamed,
    Type outputType,
    IReadOnlyList<StateDescription> states,
    IReadOnlyList<(long Period, long Phase)> points,
    Func<OperatorContext, StreamOperator> create,
    bool asksForTime = false,
    int failedOutput = 1)
    : OperatorNode(id, kind, name, isNamed, outputType)
{
    public override IReadOnlyList<StateDescription> States => states;

    public override IEnumerable<(long Period, long Phase)> WatermarkPoints => points;

    public override bool AsksForTime => asksForTime;

    public override int FailedOutput => failedOutput;

    public override StreamOperator Create(OperatorContext context) => create(context);
}
