using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Functions;

using Context = ProcessContext<string, string>;

/// <summary>A function of two lambdas with a number and a list of texts as its state.</summary>
internal sealed class LambdaFunction(
    Action<LambdaFunction, (string Key, long Number), Context> process,
    Action<LambdaFunction, long, Context>? onTimer = null) : ProcessFunction<string, (string Key, long Number), string>
{
    public ValueState<long> Total { get; private set; } = null!;

    public ValueState<List<string>> Texts { get; private set; } = null!;

    public PendingTimers AtEnd { get; init; }

    public bool AsksForTime { get; init; } = true;

    public override bool UsesEventTime => AsksForTime;

    public override PendingTimers PendingTimersAtEnd => AtEnd;

    public override void Open(StateDeclarations states) => (Total, Texts) = (states.Value<long>("total"), states.Value<List<string>>("texts"));

    public override void Process((string Key, long Number) record, Context context) => process(this, record, context);

    public override void OnTimer(long timestamp, Context context) => onTimer?.Invoke(this, timestamp, context);
}
