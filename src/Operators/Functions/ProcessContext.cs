using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>What a <see cref="ProcessFunction{TKey, TIn, TOut}"/> may ask for while it has a record or a timer at hand.</summary>
/// <remarks>Valid during the call only.</remarks>
public abstract class ProcessContext<TKey, TOut>
    where TKey : notnull
{
    private protected ProcessContext()
    {
    }

    /// <summary>The key of the record or timer.</summary>
    public TKey Key { get; private protected set; } = default!;

    /// <summary>The event time of the record, or the time of the timer, in milliseconds; <see cref="RecordBatch.NoTimestamp"/> where the record has none.</summary>
    public long Timestamp { get; private protected set; }

    /// <summary>
    /// Event time, in milliseconds: no record at or before it is to come that is not late. <see cref="Watermarks.Min"/>
    /// at the start.
    /// </summary>
    /// <remarks>
    /// In <see cref="ProcessFunction{TKey, TIn, TOut}.Process"/> it is what the records before this one have led to,
    /// whatever their keys. While an event-time timer fires it stands at the time of the timer, also where the next record
    /// will move it much further. So it follows from the order of the records alone (see the page on guarantees).
    /// </remarks>
    /// <exception cref="StreamProcessingException"><see cref="ProcessFunction{TKey, TIn, TOut}.UsesEventTime"/> says that the function does not ask.</exception>
    public abstract long Watermark { get; }

    /// <summary>The clock, in milliseconds.</summary>
    public abstract long ProcessingTime { get; }

    /// <summary>Which clock the timer at hand follows; <see langword="null"/> where a record is at hand.</summary>
    public abstract TimeDomain? TimerDomain { get; }

    /// <summary>
    /// Emits a result with <see cref="Timestamp"/>. The object is immutable from here on, for others hold it: where it stands in
    /// state as well, or is the record at hand, it must not be changed in place any more.
    /// </summary>
    /// <remarks>What an event-time timer emits is not late for what follows, unless the timer was registered for the past.</remarks>
    public abstract void Emit(TOut value);

    /// <summary>
    /// Emits a record to a side output, with <see cref="Timestamp"/>. Where nobody uses the output
    /// (<see cref="OperatorStream{TIn, T}.Side{TSide}"/>), it goes nowhere.
    /// </summary>
    /// <inheritdoc cref="Emit(TOut)" path="/remarks"/>
    /// <typeparam name="T">The type of the records of the output.</typeparam>
    /// <param name="tag">Which output.</param>
    /// <param name="value">The record; immutable from here on.</param>
    public abstract void Emit<T>(OutputTag<T> tag, T value);

    /// <summary>Emits a result with a timestamp of its own.</summary>
    internal abstract void EmitAt(TOut value, long timestamp);

    /// <summary>Emits a record to a side output, with a timestamp of its own.</summary>
    internal abstract void EmitAt<T>(OutputTag<T> tag, T value, long timestamp);

    /// <summary>Whether the input has ended, so that the clock is not waited for any more.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>How far event time is announced: while timers fire, further than <see cref="Watermark"/>.</summary>
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
}
