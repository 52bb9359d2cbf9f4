using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>What a <see cref="ProcessFunction{TKey, TIn, TOut}"/> may ask for while it has a record or a timer at hand.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>Valid during the call only.</remarks>
public abstract class ProcessContext<TKey, TOut> : FunctionContext<TOut>
    where TKey : notnull
{
    private protected ProcessContext()
    {
    }

    /// <summary>The key of the record or timer.</summary>
    public TKey Key { get; private protected set; } = default!;

    /// <summary>Which clock the timer at hand follows; <see langword="null"/> where a record is at hand.</summary>
    public abstract TimeDomain? TimerDomain { get; }

    /// <summary>The name of the timer at hand; <see langword="null"/> where it has none, or a record is at hand.</summary>
    public string? TimerName { get; private protected set; }

    /// <summary>Emits a result with a timestamp of its own.</summary>
    internal abstract void EmitAt(TOut value, long timestamp);

    /// <summary>Emits a change of a row, with <see cref="FunctionContext{TOut}.Timestamp"/>. What a row was before an update is emitted directly before what it is.</summary>
    internal abstract void EmitChange(RowKind kind, TOut row);

    /// <summary>Leaves out a row that is taken back and is not known here, and counts it.</summary>
    internal abstract void DropRetraction();

    /// <summary>Emits a record to a side output, with a timestamp of its own.</summary>
    internal abstract void EmitAt<T>(OutputTag<T> tag, T value, long timestamp);

    /// <summary>Whether the input has ended, so that the clock is not waited for any more.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>How far event time is announced: while timers fire, further than <see cref="FunctionContext{TOut}.Watermark"/>.</summary>
    internal abstract long AnnouncedWatermark { get; }

    /// <summary>Counts the record at hand as late.</summary>
    internal abstract void CountLate();

    /// <summary>Calls <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> for this key once the watermark has reached a time.</summary>
    /// <remarks>
    /// <para>
    /// Once for each key and time, however often it is registered. Timers fire in the order of their times; those of one
    /// time in an order that depends on their keys alone.
    /// </para>
    /// <para>
    /// A timer for a time already passed fires before the next record, with that time as its timestamp; one that
    /// <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> registers fires before any later one. A function that never stops registering
    /// such timers never comes to the next record; the job says so, answers and can be cancelled. (As in Flink, where
    /// they fire with the next watermark.)
    /// </para>
    /// </remarks>
    /// <exception cref="StreamProcessingException">The record at hand has no timestamp, or the function does not use event time.</exception>
    public abstract void RegisterEventTimeTimer(long timestamp);

    /// <summary>Takes an event-time timer of this key back.</summary>
    public abstract void DeleteEventTimeTimer(long timestamp);

    /// <summary>Calls <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> for this key once the clock has reached a time.</summary>
    /// <remarks>
    /// Timers that are pending when a bounded input ends: <see cref="ProcessFunction{TKey, TIn, TOut}.PendingTimersAtEnd"/>.
    /// </remarks>
    public abstract void RegisterProcessingTimeTimer(long timestamp);

    /// <summary>Takes a processing-time timer of this key back.</summary>
    public abstract void DeleteProcessingTimeTimer(long timestamp);

    /// <summary>
    /// Has <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> called for this key at a time, with a name (<see cref="TimerName"/>). A
    /// name is due once: setting it again moves it, to the other clock, too.
    /// </summary>
    /// <remarks>
    /// Timers of a key that are due at one time are called one by one: first the one without a name, then names in the order in which
    /// they were set. One of them may move or cancel those behind it. What else holds for timers holds for these.
    /// </remarks>
    /// <param name="name">The name; not empty. Names are few for each key: they are kept together.</param>
    /// <param name="timestamp">When it is due, in milliseconds.</param>
    /// <param name="domain">Which clock it follows.</param>
    /// <exception cref="StreamProcessingException">It follows event time, and the record at hand has no timestamp, or the function does not use event time.</exception>
    public abstract void SetTimer(string name, long timestamp, TimeDomain domain = TimeDomain.EventTime);

    /// <summary>Takes a timer of this key back that has a name.</summary>
    /// <returns>Whether it was set and had not fired.</returns>
    public abstract bool CancelTimer(string name);
}
