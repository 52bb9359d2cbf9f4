using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Time;
using Microsoft.Extensions.Logging;

namespace AkkaStreamProc;

/// <summary>What every function may ask for while it has a record at hand, with a key or without.</summary>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>Valid during the call only.</remarks>
public abstract class FunctionContext<TOut>
{
    private protected FunctionContext()
    {
    }

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

    /// <summary>The number of the subtask, from 0 to <see cref="Parallelism"/> − 1.</summary>
    public abstract int SubtaskIndex { get; }

    /// <summary>How many subtasks run the operator.</summary>
    public abstract int Parallelism { get; }

    /// <summary>The numbers that the function tells of itself: counters, gauges and histograms. They are asked for within a call, and may be kept and set on any thread.</summary>
    /// <exception cref="StreamProcessingException">No call is at hand on this thread.</exception>
    public abstract FunctionMetrics Metrics { get; }

    /// <summary>Logs under the name of the operator. It may be kept, and used on any thread.</summary>
    public abstract ILogger Logger { get; }

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
}
