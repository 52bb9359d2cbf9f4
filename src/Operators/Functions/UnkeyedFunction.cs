using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>A function without keys as one whose records have the same key, under which nothing is kept.</summary>
internal sealed class UnkeyedFunction<TIn, TOut>(StreamFunction<TIn, TOut> function) : ProcessFunction<AllRecords, TIn, TOut>, ISubtaskStates
{
    public bool IsOpen { get; private set; }

    public override bool UsesEventTime => function.UsesEventTime;

    internal override bool HasKeys => false;

    public IReadOnlyList<StateDescriptor> Describe(IReadOnlyList<StateDescriptor> others)
    {
        var states = new DescribedSubtaskStates(others);
        Open(states);
        return states.Descriptors;
    }

    public IEnumerable<IKeyedState> OpenStates(OperatorContext context, CurrentCall call, IReadOnlyList<StateDescriptor> registered)
    {
        var states = new RegisteredSubtaskStates(context, call, registered);
        Open(states);
        return states.States;
    }

    public override void Close()
    {
        if (IsOpen)
        {
            IsOpen = false;
            function.Close();
        }
    }

    public override void Process(TIn record, ProcessContext<AllRecords, TOut> context) => function.Process(record, context);

    private void Open(SubtaskStateDeclarations states)
    {
        function.Open(states);
        IsOpen = true;
    }
}
