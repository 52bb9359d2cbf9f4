using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.TestKit.Jobs;

namespace AkkaStreamProc.TestKit;

/// <summary>One split of a source that a test feeds: a partition with an order and a watermark of its own.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>Whatever is sent has gone through the whole job when the call returns.</remarks>
public sealed class TestSplit<T>
{
    private readonly TestLog<T> _log;
    private readonly Action _changed;

    internal TestSplit(TestLog<T> log, Action changed) => (_log, _changed) = (log, changed);

    /// <summary>Sends records, whose event time is what the watermark strategy of the job makes of them.</summary>
    public TestSplit<T> Send(params IReadOnlyList<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        foreach (var record in records)
        {
            _log.Add(new TestElement<T>(record, RecordBatch.NoTimestamp));
        }

        _changed();
        return this;
    }

    /// <summary>Sends a record with a timestamp of the source, as Kafka's have one. It counts where the watermark strategy takes none from the record.</summary>
    public TestSplit<T> SendAt(DateTimeOffset timestamp, T record)
    {
        _log.Add(new TestElement<T>(record, timestamp.ToUnixTimeMilliseconds()));
        _changed();
        return this;
    }

    /// <summary>Promises that no record of this time or an earlier one follows, beside what the strategy makes of the records; not where that is <see cref="WatermarkStrategy{T}.None"/>.</summary>
    public TestSplit<T> AdvanceWatermark(DateTimeOffset watermark)
    {
        _log.Add(new TestElement<T>(default, RecordBatch.NoTimestamp, watermark.ToUnixTimeMilliseconds()));
        _changed();
        return this;
    }

    /// <summary>Ends the split.</summary>
    public void End()
    {
        _log.HasEnded = true;
        _changed();
    }
}
