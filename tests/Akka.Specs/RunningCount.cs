using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Akka.Specs;

/// <summary>Emits how many records of the key there have been.</summary>
internal sealed class RunningCount : ProcessFunction<int, int, long>
{
    private ValueState<long> _count = null!;

    public override void Open(StateDeclarations states) => _count = states.Value<long>("count");

    public override void Process(int record, ProcessContext<int, long> context)
    {
        _count.Value++;
        context.Emit(_count.Value);
    }
}
