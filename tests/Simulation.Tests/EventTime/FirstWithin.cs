using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>Lets the first click of a user pass, and again the first one after a time; as the doc comment of the function does it.</summary>
internal sealed class FirstWithin(long ttl) : ProcessFunction<string, Click, Click>
{
    private ValueState<bool> _seen = null!;

    public override void Open(StateDeclarations states) => _seen = states.Value<bool>("seen");

    public override void Process(Click record, ProcessContext<string, Click> context)
    {
        if (!_seen.Value)
        {
            _seen.Value = true;
            context.Emit(record);
            context.RegisterEventTimeTimer(record.Time + ttl);
        }
    }

    public override void OnTimer(long timestamp, ProcessContext<string, Click> context) => _seen.Clear();
}
