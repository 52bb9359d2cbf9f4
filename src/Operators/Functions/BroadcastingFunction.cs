using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>A function with a broadcast state as one of the stream of both.</summary>
internal abstract class BroadcastingFunction<TKey, TIn, TBroadcast, TBroadcastKey, TOut>(BroadcastDeclaration<TBroadcast, TBroadcastKey> declaration)
    : ProcessFunction<TKey, Either<TIn, TBroadcast>, TOut>, IBroadcastSide<Either<TIn, TBroadcast>, TOut>, ISubtaskStates
    where TKey : notnull
    where TBroadcastKey : notnull
{
    /// <summary>The copy of the subtask.</summary>
    protected BroadcastState<TBroadcastKey, TBroadcast> Broadcast { get; private set; } = null!;

    public virtual bool IsOpen => false;

    public bool Takes(in Either<TIn, TBroadcast> record) => !record.IsFirst;

    public virtual IReadOnlyList<StateDescriptor> Describe(IReadOnlyList<StateDescriptor> others) => [declaration.State];

    public virtual IEnumerable<IKeyedState> OpenStates(OperatorContext context, CurrentCall call, IReadOnlyList<StateDescriptor> registered)
    {
        var table = new BroadcastTable<TBroadcastKey, TBroadcast>(declaration.State.FormatIn(context.OperatorName, context.Serializers));
        Broadcast = new BroadcastState<TBroadcastKey, TBroadcast>(table, call, declaration.KeyOf, declaration.IsRemoval);
        return [table];
    }

    public override void Process(Either<TIn, TBroadcast> record, ProcessContext<TKey, TOut> context) => Process(record.First, context);

    public void ProcessBroadcast(Either<TIn, TBroadcast> record, FunctionContext<TOut> context) => ProcessBroadcast(record.Second, context);

    protected abstract void Process(TIn record, ProcessContext<TKey, TOut> context);

    protected abstract void ProcessBroadcast(TBroadcast record, FunctionContext<TOut> context);
}

/// <summary>One whose records have keys.</summary>
internal sealed class KeyedBroadcastingFunction<TKey, TIn, TBroadcast, TBroadcastKey, TOut>(
    KeyedBroadcastFunction<TKey, TIn, TBroadcast, TBroadcastKey, TOut> function, BroadcastDeclaration<TBroadcast, TBroadcastKey> declaration)
    : BroadcastingFunction<TKey, TIn, TBroadcast, TBroadcastKey, TOut>(declaration)
    where TKey : notnull
    where TBroadcastKey : notnull
{
    public override bool UsesEventTime => function.UsesEventTime;

    public override PendingTimers PendingTimersAtEnd => function.PendingTimersAtEnd;

    public override void Open(StateDeclarations states) => function.Open(states);

    public override void Close() => function.Close();

    public override void OnTimer(long timestamp, ProcessContext<TKey, TOut> context) => function.OnTimer(timestamp, Broadcast, context);

    protected override void Process(TIn record, ProcessContext<TKey, TOut> context) => function.Process(record, Broadcast, context);

    protected override void ProcessBroadcast(TBroadcast record, FunctionContext<TOut> context) => function.ProcessBroadcast(record, Broadcast, context);
}

/// <summary>One whose records have none.</summary>
internal sealed class UnkeyedBroadcastingFunction<TIn, TBroadcast, TBroadcastKey, TOut>(
    BroadcastFunction<TIn, TBroadcast, TBroadcastKey, TOut> function, BroadcastDeclaration<TBroadcast, TBroadcastKey> declaration)
    : BroadcastingFunction<AllRecords, TIn, TBroadcast, TBroadcastKey, TOut>(declaration)
    where TBroadcastKey : notnull
{
    private bool _isOpen;

    public override bool IsOpen => _isOpen;

    public override bool UsesEventTime => function.UsesEventTime;

    internal override bool HasKeys => false;

    public override IReadOnlyList<StateDescriptor> Describe(IReadOnlyList<StateDescriptor> others)
    {
        var broadcast = base.Describe(others);
        var states = new DescribedSubtaskStates([.. others, .. broadcast]);
        Open(states);
        return [.. broadcast, .. states.Descriptors];
    }

    public override IEnumerable<IKeyedState> OpenStates(OperatorContext context, CurrentCall call, IReadOnlyList<StateDescriptor> registered)
    {
        var broadcast = base.OpenStates(context, call, registered);
        var states = new RegisteredSubtaskStates(context, call, registered);
        Open(states);
        return [.. broadcast, .. states.States];
    }

    public override void Close()
    {
        if (_isOpen)
        {
            _isOpen = false;
            function.Close();
        }
    }

    protected override void Process(TIn record, ProcessContext<AllRecords, TOut> context) => function.Process(record, Broadcast, context);

    protected override void ProcessBroadcast(TBroadcast record, FunctionContext<TOut> context) => function.ProcessBroadcast(record, Broadcast, context);

    private void Open(SubtaskStateDeclarations states)
    {
        function.Open(states);
        _isOpen = true;
    }
}
