using System.Text;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>Gives the records of a fetch their event time, and deals with those that are bad by the policy of the source.</summary>
internal sealed class FetchIntake<T>
{
    private readonly OperatorContext _context;
    private readonly ColumnLoop<T, long>? _timestamps;
    private readonly EventTimeRange<T> _range;
    private readonly Emitter<BadRecord> _bad;
    private readonly Func<int, string, BadRecord> _describe;
    private readonly LoopProgress _progress = new();
    private SourceSplit _before = null!;
    private SourceFetch<T> _fetch;

    public FetchIntake(OperatorContext context, ColumnLoop<T, long>? timestamps, EventTimeRange<T> range, OutputPort<BadRecord> badOutput)
    {
        _context = context;
        _timestamps = timestamps;
        _range = range;
        _bad = new Emitter<BadRecord>(badOutput, new OperatorCounters(), context.CarriesTime);
        _describe = (index, reason) => Describe(index, 0, reason);
    }

    /// <summary>Prepares a fetch for being emitted, and emits the bad records where they are diverted.</summary>
    /// <param name="before">The split as it stands before the fetch.</param>
    /// <param name="fetch">The fetch; stays the caller's.</param>
    /// <param name="others">The highest event time of the other splits.</param>
    /// <param name="watermark">The event time of the source.</param>
    /// <exception cref="BadRecordException">A record is bad, and the policy is to fail.</exception>
    public void Take(SourceSplit before, in SourceFetch<T> fetch, long others, long watermark)
    {
        (_before, _fetch) = (before, fetch);
        if (fetch.BadRecords is { Count: > 0 } bad)
        {
            Handle(bad, watermark);
        }

        if (fetch.Batch is { Count: > 0 } batch)
        {
            if (_timestamps is not null)
            {
                SetTimestamps(_timestamps, batch, watermark);
            }

            if (_range.TakeOut(batch, _context.Clock.NowMs, others, _describe) is { } refused)
            {
                Handle(refused, watermark);
            }

            _context.Counters.In += batch.Count;
            _context.Counters.Out += batch.Count;
            if (_context.CarriesTime)
            {
                batch.AddWatermarks();
            }
        }

        _fetch = default;
    }

    /// <summary>Takes event time from the records; one for which that fails is a bad record.</summary>
    private void SetTimestamps(ColumnLoop<T, long> timestamps, RecordBatch<T> batch, long watermark)
    {
        _progress.Start = 0;
        for (var removed = 0; ; removed++)
        {
            try
            {
                timestamps(batch.ValueArray, batch.TimestampArray, batch.Count, _progress);
                return;
            }
            catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
            {
                Handle([Describe(_progress.Index, removed, $"its event time cannot be taken: {e.GetType().Name}: {e.Message}")], watermark);
                batch.RemoveAt(_progress.Index);
                _progress.Start = _progress.Index;
            }
        }
    }

    /// <summary>Describes a record that was decoded and has no event time that can be right.</summary>
    /// <param name="index">Which of the records at hand.</param>
    /// <param name="removed">How many were taken out before it.</param>
    /// <param name="reason">Why it is bad.</param>
    private BadRecord Describe(int index, int removed, string reason)
    {
        var batch = _fetch.Batch!;
        var range = _before.Locate(_fetch.Split, index + removed, batch.Count + removed);
        var text = RecordText.Of(batch.Values[index]);
        return BadRecord.Create(
            range.Split,
            range.First,
            $"{reason}{(range.First == range.Last ? "" : $" (it lies between {range.First} and {range.Last})")}. The record is «{text}»",
            Encoding.UTF8.GetBytes(text));
    }

    private void Handle(IReadOnlyList<BadRecord> bad, long watermark)
    {
        _context.Counters.In += bad.Count;
        _context.Counters.Bad += bad.Count;
        if (_context.ErrorPolicy == ErrorPolicy.Fail)
        {
            throw new BadRecordException(_context.OperatorName, bad[0]);
        }

        if (_context.ErrorPolicy == ErrorPolicy.Divert)
        {
            _bad.RaiseWatermark(watermark);
            foreach (var record in bad)
            {
                _bad.Append(record, RecordBatch.NoTimestamp);
            }

            _bad.Flush();
        }
    }
}
