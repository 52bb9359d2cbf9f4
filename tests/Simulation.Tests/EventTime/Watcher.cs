using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>Tells of every record and every timer, how far event time was, and moves one timer of each user behind its last record.</summary>
/// <remarks>Every third timer registers another one, now and then for the past.</remarks>
internal sealed class Watcher(long delay) : ProcessFunction<string, Sighting, Sighting>
{
    private ValueState<long> _timer = null!;

    public override void Open(StateDeclarations states) => _timer = states.Value<long>("timer");

    public override void Process(Sighting record, ProcessContext<string, Sighting> context)
    {
        context.Emit(record with { Watermark = context.Watermark });
        if (_timer.HasValue)
        {
            context.DeleteEventTimeTimer(_timer.Value);
        }

        _timer.Value = context.Timestamp + delay;
        context.RegisterEventTimeTimer(_timer.Value);
    }

    public override void OnTimer(long timestamp, ProcessContext<string, Sighting> context)
    {
        context.Emit(new Sighting(context.Key, timestamp, -1, context.Watermark));
        if (timestamp % 3 == 0)
        {
            _timer.Value = timestamp % 2 == 0 ? timestamp + 7 : timestamp - 1;
            context.RegisterEventTimeTimer(_timer.Value);
        }
    }
}
