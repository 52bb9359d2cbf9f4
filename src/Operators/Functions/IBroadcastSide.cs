using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Functions;

/// <summary>The part of a function that takes the records of a broadcast stream, as its operator sees it.</summary>
/// <typeparam name="TIn">The records of both streams.</typeparam>
/// <typeparam name="TOut">The results.</typeparam>
internal interface IBroadcastSide<TIn, TOut>
{
    /// <summary>Whether a record is of the broadcast stream. A batch has records of one of the two streams only.</summary>
    bool Takes(in TIn record);

    /// <summary>Takes a record of the broadcast stream.</summary>
    void ProcessBroadcast(TIn record, FunctionContext<TOut> context);
}

/// <summary>An operator that may have a broadcast state.</summary>
internal interface IBroadcastHolder
{
    /// <summary>The copy of the subtask; <see langword="null"/> where the operator has none.</summary>
    IKeyedState? BroadcastState { get; }
}
