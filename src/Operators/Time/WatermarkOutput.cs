using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>Takes what a <see cref="WatermarkGenerator{T}"/> says of its split.</summary>
public sealed class WatermarkOutput
{
    internal WatermarkOutput()
    {
    }

    /// <summary>How far the event time of the split is, in milliseconds; <see cref="Watermarks.Min"/> before the first watermark.</summary>
    public long Watermark { get; internal set; } = Watermarks.Min;

    internal bool WantsIdle { get; set; }

    /// <summary>Promises that no record of the split with this timestamp or an earlier one follows; one that is not higher than <see cref="Watermark"/> changes nothing.</summary>
    /// <param name="watermark">In milliseconds since the Unix epoch.</param>
    /// <exception cref="StreamProcessingException">It is no time that windows and timers can be computed with.</exception>
    public void Emit(long watermark)
    {
        if (watermark > EventTimeLimits.Latest)
        {
            throw EventTimeLimits.Beyond("A watermark generator emits", watermark);
        }

        Watermark = Math.Max(Watermark, watermark);
    }

    /// <inheritdoc cref="Emit(long)"/>
    public void Emit(DateTimeOffset watermark) => Emit(watermark.ToUnixTimeMilliseconds());

    /// <summary>Lets the others go on without this split, until it has its next record or watermark; in <see cref="WatermarkGenerator{T}.OnPeriodic"/> only.</summary>
    /// <remarks>
    /// It changes nothing while records of the split are here or known to come (<see cref="Operators.Sources.SourceSplit.HasBacklog"/>), or
    /// while the source does not read, as under back-pressure. Say it again with the next call.
    /// </remarks>
    /// <exception cref="StreamProcessingException">It is said of a record: a split that has records is not idle.</exception>
    public void MarkIdle() => WantsIdle = IsPeriodic
        ? true
        : throw new StreamProcessingException("A watermark generator marks its split idle at a record. A split that has records is not idle; say so in OnPeriodic.");

    internal bool IsPeriodic { get; set; }
}
