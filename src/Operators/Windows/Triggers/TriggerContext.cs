using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>What a trigger may ask for while it has a record or a timer of a window at hand.</summary>
/// <remarks>Valid during the call only. Timers belong to the window: they go when it goes, or is merged with another.</remarks>
public abstract class TriggerContext
{
    private protected TriggerContext()
    {
    }

    /// <summary>The window.</summary>
    public abstract Window Window { get; }

    /// <summary>The event time of the record, or the time of the timer, in milliseconds; <see cref="RecordBatch.NoTimestamp"/> where the record has none.</summary>
    public abstract long Timestamp { get; }

    /// <summary>Whether the window has no records: none that came behind the last purge.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>How far event time is announced: while timers fire, further than <see cref="Watermark"/>.</summary>
    internal abstract long AnnouncedWatermark { get; }

    /// <summary>Whether the input has ended, so that the clock is not waited for any more.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>Event time, in milliseconds; <see cref="Watermarks.Min"/> at the start.</summary>
    /// <exception cref="StreamProcessingException"><see cref="Trigger{T, TState}.UsesEventTime"/> says that the trigger does not ask.</exception>
    public abstract long Watermark { get; }

    /// <summary>The clock, in milliseconds.</summary>
    public abstract long ProcessingTime { get; }

    /// <summary>Has the trigger called once the watermark has reached a time; once for each time, however often it is registered.</summary>
    /// <remarks>A time already passed is called before the next record.</remarks>
    /// <exception cref="StreamProcessingException"><see cref="Trigger{T, TState}.UsesEventTime"/> says that the trigger does not ask.</exception>
    public abstract void RegisterEventTimeTimer(long timestamp);

    /// <summary>Takes an event-time timer of the window back.</summary>
    public abstract void DeleteEventTimeTimer(long timestamp);

    /// <summary>Has the trigger called once the clock has reached a time; once for each time, however often it is registered.</summary>
    public abstract void RegisterProcessingTimeTimer(long timestamp);

    /// <summary>Takes a processing-time timer of the window back.</summary>
    public abstract void DeleteProcessingTimeTimer(long timestamp);
}
