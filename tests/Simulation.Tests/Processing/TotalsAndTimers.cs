using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Simulation.Tests.Processing;

/// <summary>Adds the numbers of a user up, record by record, and registers a timer behind each.</summary>
internal sealed class TotalsAndTimers(long delay) : ProcessFunction<string, Click, Note>
{
    private ValueState<long> _total = null!;

    public override void Open(StateDeclarations states) => _total = states.Value<long>("total");

    public override void Process(Click record, ProcessContext<string, Note> context)
    {
        _total.Value += record.Number + 1;
        context.Emit(new Note(context.Key, false, _total.Value));
        context.RegisterEventTimeTimer(record.Time + delay);
    }

    public override void OnTimer(long timestamp, ProcessContext<string, Note> context) => context.Emit(new Note(context.Key, true, timestamp));
}
