using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Tests.Functions.Broadcasts;

/// <summary>Tells of each record how many of its key there were, and which rules it is above; fails for rules below zero behind having applied them.</summary>
internal sealed class LimitFunction : KeyedBroadcastFunction<string, (string Key, long Number), Rule, int, string>
{
    private ValueState<int> _count = null!;

    public override bool UsesEventTime => false;

    public override void Open(StateDeclarations states) => _count = states.Value<int>("count");

    public override void Process((string Key, long Number) record, IReadOnlyDictionary<int, Rule> broadcast, ProcessContext<string, string> context) =>
        context.Emit($"{context.Key} {++_count.Value} above {string.Join(",", broadcast.Values.Where(r => record.Number > r.Limit).Select(r => r.Id).Order())}");

    public override void ProcessBroadcast(Rule record, BroadcastState<int, Rule> broadcast, FunctionContext<string> context)
    {
        broadcast.Apply(record);
        if (record.Limit < 0)
        {
            broadcast.Clear();
            broadcast[1_000] = record;
            context.Emit("nonsense");
            throw new InvalidOperationException("Below zero.");
        }

        if (record.Id == 0 && context.SubtaskIndex == 0)
        {
            context.Emit($"rule 0 is {record.Limit}");
        }
    }
}
