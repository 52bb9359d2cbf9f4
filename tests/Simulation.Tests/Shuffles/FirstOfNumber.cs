using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Simulation.Tests.Shuffles;

/// <summary>Tells the first click of a number from those that follow.</summary>
internal sealed class FirstOfNumber : ProcessFunction<int, Click, Tagged>
{
    private ValueState<bool> _seen = null!;

    public override void Open(StateDeclarations states) => _seen = states.Value<bool>("seen");

    public override void Process(Click record, ProcessContext<int, Tagged> context)
    {
        context.Emit(new Tagged(record.User, record.Number, !_seen.Value));
        _seen.Value = true;
    }
}
