using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc.Simulation.Tests.EventTime;

/// <summary>Gives records on as they are, and has a list that each subtask is given whole behind a restart.</summary>
internal sealed class Passing : StreamFunction<Click, Click>
{
    private ListState<int> _first = null!;

    public override bool UsesEventTime => true;

    public override void Open(SubtaskStateDeclarations states) => _first = states.UnionList<int>("first");

    public override void Process(Click record, FunctionContext<Click> context)
    {
        if (_first.Count == 0)
        {
            _first.Add(record.Number);
        }

        context.Emit(record);
    }
}
