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

    /// <summary>The event time of this subtask: no record at or before it is to come. <see cref="Watermarks.Min"/> at the start.</summary>
    public abstract long Watermark { get; }

    /// <summary>The clock, in milliseconds.</summary>
    public abstract long ProcessingTime { get; }

    /// <summary>Emits a result with <see cref="Timestamp"/>.</summary>
    public abstract void Emit(TOut value);

    /// <summary>Calls <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> for this key once the watermark has reached a time.</summary>
    /// <remarks>Once for each key and time, however often it is registered. A time already passed fires with the next watermark.</remarks>
    public abstract void RegisterEventTimeTimer(long timestamp);

    /// <summary>Takes an event-time timer of this key back.</summary>
    public abstract void DeleteEventTimeTimer(long timestamp);

    /// <summary>Calls <see cref="ProcessFunction{TKey, TIn, TOut}.OnTimer"/> for this key once the clock has reached a time.</summary>
    public abstract void RegisterProcessingTimeTimer(long timestamp);

    /// <summary>Takes a processing-time timer of this key back.</summary>
    public abstract void DeleteProcessingTimeTimer(long timestamp);
}
