using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>Says by an algorithm of your own how far the event time of a split is: record by record, by the clock, or both.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// Every split has an object of its own, used by one thread at a time. Its fields are lost with a restart; the watermark of the split
/// is not, and stands in the <see cref="WatermarkOutput"/> from the beginning. What <see cref="OnRecord"/> emits takes effect
/// behind that very record, in every run alike; what <see cref="OnPeriodic"/> emits depends on the clock. (Flink's watermark generators.)
/// </remarks>
/// <example>
/// <code>
/// // The bound of disorder is twice what was seen; a split without records is idle after a minute.
/// sealed class Adaptive : WatermarkGenerator&lt;Click&gt;
/// {
///     private long _latest = long.MinValue;
///     private long _disorder;
///     private DateTimeOffset? _seen;
///     private bool _hasNews;
///
///     public override void OnRecord(Click record, long timestamp, WatermarkOutput output)
///     {
///         _disorder = _latest == long.MinValue ? 0 : Math.Max(_disorder, _latest - timestamp);
///         _latest = Math.Max(_latest, timestamp);
///         _hasNews = true;
///         output.Emit(_latest - (2 * _disorder) - 1);
///     }
///
///     public override void OnPeriodic(DateTimeOffset now, WatermarkOutput output)
///     {
///         if (_hasNews || _seen is null)
///         {
///             (_seen, _hasNews) = (now, false);
///         }
///         else if (now - _seen &gt; TimeSpan.FromMinutes(1))
///         {
///             output.MarkIdle();
///         }
///     }
/// }
/// </code>
/// </example>
public abstract class WatermarkGenerator<T>
{
    /// <summary>The split is there, from the beginning or restored; called once, before anything else.</summary>
    public virtual void Begin(WatermarkOutput output)
    {
    }

    /// <summary>Looks at a record before it goes on.</summary>
    /// <param name="record">The record.</param>
    /// <param name="timestamp">Its event time in milliseconds; <see cref="long.MinValue"/> where it has none.</param>
    /// <param name="output">Takes the watermark that holds behind the record.</param>
    public virtual void OnRecord(T record, long timestamp, WatermarkOutput output)
    {
    }

    /// <summary>The clock has gone on by the period of the strategy (<see cref="WatermarkStrategy{T}.WithPeriod"/>).</summary>
    /// <param name="now">The clock of the job.</param>
    /// <param name="output">Takes a watermark, or the word that the split is idle.</param>
    public virtual void OnPeriodic(DateTimeOffset now, WatermarkOutput output)
    {
    }
}
