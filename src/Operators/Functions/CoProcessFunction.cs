using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>Any computation on the records of two streams with the same keys, with state and timers that both share.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second stream.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// <para>
/// The records of each stream come in their order, those of one among those of the other in any. Event time is that of the
/// slower stream. What holds for <see cref="ProcessFunction{TKey, TIn, TOut}"/> holds here, too: an object for each subtask, state
/// of the key at hand. (Flink's keyed co-process function.)
/// </para>
/// </remarks>
public abstract class CoProcessFunction<TKey, TFirst, TSecond, TOut>
    where TKey : notnull
{
    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.UsesEventTime"/>
    public virtual bool UsesEventTime => true;

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.PendingTimersAtEnd"/>
    public virtual PendingTimers PendingTimersAtEnd => PendingTimers.Fire;

    /// <summary>Declares the states; called once, before the first record, and once more when the job is built.</summary>
    public virtual void Open(StateDeclarations states)
    {
    }

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.Close"/>
    public virtual void Close()
    {
    }

    /// <summary>Takes a record of the first stream.</summary>
    public abstract void ProcessFirst(TFirst record, ProcessContext<TKey, TOut> context);

    /// <summary>Takes a record of the second stream.</summary>
    public abstract void ProcessSecond(TSecond record, ProcessContext<TKey, TOut> context);

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/>
    public virtual void OnTimer(long timestamp, ProcessContext<TKey, TOut> context)
    {
    }
}
