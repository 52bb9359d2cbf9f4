using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Simulation.Tests.LifeCycles;

/// <summary>Counts how often each number comes.</summary>
internal sealed class CountTimes : ProcessFunction<int, int, Seen>
{
    private ValueState<int> _times = null!;

    public override void Open(StateDeclarations states) => _times = states.Value<int>("times");

    public override void Process(int record, ProcessContext<int, Seen> context) => context.Emit(new Seen(record, ++_times.Value));
}
