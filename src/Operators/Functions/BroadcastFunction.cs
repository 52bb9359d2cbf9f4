using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>Any computation on the records of a stream without keys by what a broadcast stream has said.</summary>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TBroadcast">The type of the records of the broadcast stream.</typeparam>
/// <typeparam name="TBroadcastKey">The type of their keys.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// It has neither state of keys nor timers. What else holds is said at
/// <see cref="KeyedBroadcastFunction{TKey, TIn, TBroadcast, TBroadcastKey, TOut}"/>. (Flink's broadcast process function.)
/// </remarks>
public abstract class BroadcastFunction<TIn, TBroadcast, TBroadcastKey, TOut>
    where TBroadcastKey : notnull
{
    /// <summary>Whether the function asks for <see cref="FunctionContext{TOut}.Watermark"/>; <see langword="false"/> unless overridden.</summary>
    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.UsesEventTime" path="/remarks"/>
    public virtual bool UsesEventTime => false;

    /// <summary>Declares the states of the subtask, under other names than the broadcast state; called once, before the first record, and once more when the job is built.</summary>
    public virtual void Open(SubtaskStateDeclarations states)
    {
    }

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.Close"/>
    public virtual void Close()
    {
    }

    /// <summary>Takes a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="broadcast">The broadcast state of the subtask, to be read.</param>
    /// <param name="context">The outputs.</param>
    public abstract void Process(TIn record, IReadOnlyDictionary<TBroadcastKey, TBroadcast> broadcast, FunctionContext<TOut> context);

    /// <inheritdoc cref="KeyedBroadcastFunction{TKey, TIn, TBroadcast, TBroadcastKey, TOut}.ProcessBroadcast"/>
    public virtual void ProcessBroadcast(TBroadcast record, BroadcastState<TBroadcastKey, TBroadcast> broadcast, FunctionContext<TOut> context) =>
        broadcast.Apply(record);
}
