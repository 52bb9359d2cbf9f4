using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>A count by user and window that is made of a state and a timer, where the window is a part of the key.</summary>
internal sealed class CountByTimer(int size) : ProcessFunction<(string User, long Start), Click, WindowResult<string, long>>
{
    private ValueState<long> _count = null!;

    public override void Open(StateDeclarations states) => _count = states.Value<long>("count");

    public override void Process(Click record, ProcessContext<(string User, long Start), WindowResult<string, long>> context)
    {
        _count.Value++;
        context.RegisterEventTimeTimer(context.Key.Start + size - 1);
    }

    public override void OnTimer(long timestamp, ProcessContext<(string User, long Start), WindowResult<string, long>> context)
    {
        context.Emit(new WindowResult<string, long>(context.Key.User, new Window(context.Key.Start, context.Key.Start + size), _count.Value));
        _count.Clear();
    }
}
