using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>Any computation on keyed records by what a broadcast stream has said: rules, limits, a small table that changes.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TIn">The type of the keyed records.</typeparam>
/// <typeparam name="TBroadcast">The type of the records of the broadcast stream.</typeparam>
/// <typeparam name="TBroadcastKey">The type of their keys.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// <para>
/// Every subtask has a copy of the broadcast state, a map. All get the records of the broadcast stream, in the same order, so all
/// copies are the same, as long as what <see cref="ProcessBroadcast"/> does follows from the record and the map alone. In between
/// the keyed records the records of the broadcast stream come at any moment, in each subtask at another one.
/// </para>
/// <para>What holds for <see cref="ProcessFunction{TKey, TIn, TOut}"/> holds here, too. (Flink's keyed broadcast process function.)</para>
/// </remarks>
public abstract class KeyedBroadcastFunction<TKey, TIn, TBroadcast, TBroadcastKey, TOut>
    where TKey : notnull
    where TBroadcastKey : notnull
{
    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.UsesEventTime"/>
    public virtual bool UsesEventTime => true;

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.PendingTimersAtEnd"/>
    public virtual PendingTimers PendingTimersAtEnd => PendingTimers.Fire;

    /// <summary>Declares the states of keys, under other names than the broadcast state; called once, before the first record, and once more when the job is built.</summary>
    public virtual void Open(StateDeclarations states)
    {
    }

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.Close"/>
    public virtual void Close()
    {
    }

    /// <summary>Takes a keyed record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="broadcast">The broadcast state of the subtask, to be read.</param>
    /// <param name="context">The key, its timers and the outputs.</param>
    public abstract void Process(TIn record, IReadOnlyDictionary<TBroadcastKey, TBroadcast> broadcast, ProcessContext<TKey, TOut> context);

    /// <summary>
    /// Takes a record of the broadcast stream, in every subtask. Unless overridden, it does what was declared:
    /// <see cref="BroadcastState{TKey, TValue}.Apply"/>.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="broadcast">The broadcast state of the subtask, to be changed: in every subtask alike.</param>
    /// <param name="context">The outputs. What is emitted here comes once from each subtask; <see cref="FunctionContext{TOut}.SubtaskIndex"/> tells them apart.</param>
    public virtual void ProcessBroadcast(TBroadcast record, BroadcastState<TBroadcastKey, TBroadcast> broadcast, FunctionContext<TOut> context) =>
        broadcast.Apply(record);

    /// <summary>Takes a timer that is due.</summary>
    /// <param name="timestamp">The time it was registered for, in milliseconds.</param>
    /// <param name="broadcast">The broadcast state of the subtask, to be read.</param>
    /// <param name="context">The surroundings; <see cref="ProcessContext{TKey, TOut}.Key"/> is the key the timer was registered with.</param>
    public virtual void OnTimer(long timestamp, IReadOnlyDictionary<TBroadcastKey, TBroadcast> broadcast, ProcessContext<TKey, TOut> context)
    {
    }
}
