using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The watermark of one split, as its records pass.</summary>
internal abstract class SplitWatermark<T>
{
    /// <summary>What may be promised after the records seen so far; never goes back.</summary>
    public abstract long Current { get; }

    /// <summary>Whether it wants to be asked by the clock, too.</summary>
    public virtual bool IsPeriodic => false;

    /// <summary>The clock has gone on.</summary>
    /// <returns>Whether the split is to be idle until it has its next record or watermark.</returns>
    public virtual bool OnPeriodic(DateTimeOffset now) => false;

    /// <summary>Continues from a watermark of an earlier life.</summary>
    public abstract void Restore(long watermark);

    /// <summary>Takes the word of the source itself, beside what the strategy makes of the records.</summary>
    /// <exception cref="StreamProcessingException">It is no time that windows and timers can be computed with.</exception>
    public void Promise(long watermark, string source, string split)
    {
        if (watermark > EventTimeLimits.Latest)
        {
            throw EventTimeLimits.Beyond($"The source '{source}' promises for its split '{split}' the watermark", watermark);
        }

        if (watermark > Current)
        {
            Restore(watermark);
        }
    }

    /// <summary>
    /// Looks at the records of a batch from <paramref name="start"/> on, until the watermark reaches
    /// <paramref name="threshold"/> or the batch ends. Where the batch has a column for watermarks, writes what was
    /// promised before each of these records.
    /// </summary>
    /// <returns>The index behind the last record looked at.</returns>
    public abstract int Advance(RecordBatch<T> batch, int start, long threshold);
}

/// <summary>No record comes more than a bound behind the latest one; in order where the bound is 0.</summary>
internal sealed class BoundedOutOfOrdernessGenerator<T>(long boundMs) : SplitWatermark<T>
{
    // The latest timestamp less the bound, less one because a record of the same timestamp may still come.
    private long _current = Watermarks.Min;

    public override long Current => _current;

    public override void Restore(long watermark) => _current = watermark;

    public override int Advance(RecordBatch<T> batch, int start, long threshold)
    {
        if (batch.HasWatermarks)
        {
            return AdvanceWithColumn(batch, start, threshold);
        }

        var timestamps = batch.Timestamps;
        var current = _current;
        // A record without a timestamp, or one that early, has no watermark: the difference would wrap around.
        var earliest = Watermarks.Min + boundMs + 1;
        for (var i = start; i < timestamps.Length; i++)
        {
            var watermark = timestamps[i] - boundMs - 1;
            if (watermark > current && timestamps[i] > earliest)
            {
                current = watermark;
                if (current >= threshold)
                {
                    _current = current;
                    return i + 1;
                }
            }
        }

        _current = current;
        return timestamps.Length;
    }

    private int AdvanceWithColumn(RecordBatch<T> batch, int start, long threshold)
    {
        var timestamps = batch.Timestamps;
        var watermarks = batch.Watermarks.AsSpan(0, batch.Count);
        var earliest = Watermarks.Min + boundMs + 1;
        for (var i = start; i < timestamps.Length; i++)
        {
            watermarks[i] = _current;
            var watermark = timestamps[i] - boundMs - 1;
            if (watermark > _current && timestamps[i] > earliest)
            {
                _current = watermark;
                if (watermark >= threshold)
                {
                    return i + 1;
                }
            }
        }

        return timestamps.Length;
    }
}

/// <summary>The records themselves carry the watermarks.</summary>
internal sealed class PunctuatedGenerator<T>(Func<T, long, long?> punctuation) : SplitWatermark<T>
{
    private long _current = Watermarks.Min;

    public override long Current => _current;

    public override void Restore(long watermark) => _current = watermark;

    public override int Advance(RecordBatch<T> batch, int start, long threshold)
    {
        for (var i = start; i < batch.Count; i++)
        {
            if (batch.HasWatermarks)
            {
                batch.Watermarks[i] = _current;
            }

            if (punctuation(batch.Values[i], batch.Timestamps[i]) is { } watermark && watermark > _current)
            {
                if (watermark > EventTimeLimits.Latest)
                {
                    throw EventTimeLimits.Beyond("A record carries the watermark", watermark);
                }

                _current = watermark;
                if (_current >= threshold)
                {
                    return i + 1;
                }
            }
        }

        return batch.Count;
    }
}

/// <summary>Nothing is promised before the input ends.</summary>
internal sealed class NoWatermarkGenerator<T> : SplitWatermark<T>
{
    public override long Current => Watermarks.Min;

    public override void Restore(long watermark)
    {
    }

    public override int Advance(RecordBatch<T> batch, int start, long threshold)
    {
        if (batch.HasWatermarks)
        {
            batch.Watermarks.AsSpan(start, batch.Count - start).Fill(Watermarks.Min);
        }

        return batch.Count;
    }
}
