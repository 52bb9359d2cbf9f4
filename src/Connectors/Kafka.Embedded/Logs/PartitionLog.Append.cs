using AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <content>Writing: batches of producers, and the markers that end transactions.</content>
internal sealed partial class PartitionLog
{
    /// <summary>Checks a batch and appends it; <paramref name="records"/> is patched in place.</summary>
    public AppendResult Append(Span<byte> records)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        ErrorCode error = BatchRules.Check(records, _settings, now, out BatchHeader header);
        if (error != ErrorCode.None)
        {
            return AppendResult.Refused(error);
        }

        if (_settings.Compacts && BatchRecords.Open(records, header)?.Records.Any(record => record.Key is null) == true)
        {
            return AppendResult.Refused(ErrorCode.InvalidRecord); // Nobody could say what such a record replaces.
        }

        lock (_gate)
        {
            return _closed ? AppendResult.Refused(ErrorCode.UnknownTopicOrPartition) : AppendChecked(records, header, now);
        }
    }

    /// <summary>Ends a producer's transaction in this partition with a marker.</summary>
    /// <param name="producer">Whose transaction; a newer epoch than the records' fences the older.</param>
    /// <param name="marker">How it ends.</param>
    /// <param name="onlyWhereOpen">Whether a partition without anything undecided of the producer is left as it is: its marker may stand already.</param>
    /// <exception cref="IOException">The disk refused; the transaction is as open as before.</exception>
    public void End(ProducerIdentity producer, EndMarker marker, bool onlyWhereOpen)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_gate)
        {
            if (!_closed && (!onlyWhereOpen || _producers.Transactions.OpenSince(producer.Id) is not null))
            {
                Place(ControlBatch.Create(producer.Id, producer.Epoch, marker, now), now);
            }
        }
    }

    /// <summary>Ends a producer's transaction in this partition at the word of somebody who may not be up to date.</summary>
    /// <exception cref="IOException">The disk refused; the transaction is as open as before.</exception>
    public ErrorCode EndByHand(ProducerIdentity producer, EndMarker marker)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return ErrorCode.UnknownTopicOrPartition;
            }

            if (_producers.CheckMarker(producer, marker) is var error and not ErrorCode.None)
            {
                return error;
            }

            long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            Place(ControlBatch.Create(producer.Id, producer.Epoch, marker, now), now);
            return ErrorCode.None;
        }
    }

    private AppendResult AppendChecked(Span<byte> records, in BatchHeader header, long now)
    {
        SequenceVerdict verdict = _producers.Check(header);
        if (verdict.Error != ErrorCode.None || verdict.DuplicateOf >= 0)
        {
            return new AppendResult(verdict.Error, verdict.DuplicateOf, -1, _startOffset);
        }

        BatchHeader placed = Place(records, now);
        return new AppendResult(ErrorCode.None, placed.BaseOffset, _settings.AppendTime ? now : -1, _startOffset);
    }

    /// <summary>Gives a batch the next offset, writes it and tells whoever waits for it.</summary>
    private BatchHeader Place(Span<byte> batch, long now)
    {
        if (Active.Bytes > 0 && (Active.Bytes + batch.Length > _settings.SegmentBytes || now - (Active.BegunMs ??= now) >= _settings.SegmentMs))
        {
            Roll();
        }

        Active.BegunMs ??= now;
        long stableBefore = StableEnd;
        BatchHeader.Place(batch, Active.NextOffset, LeaderEpoch);
        if (_settings.AppendTime)
        {
            BatchHeader.StampAppendTime(batch, now);
        }

        BatchHeader placed = BatchHeader.Read(batch);
        Active.Append(batch, placed, _settings.FlushEveryAppend);
        _producers.Record(placed, batch, now);
        Tell(placed, stableBefore);
        return placed;
    }

    private void Tell(in BatchHeader placed, long stableBefore)
    {
        bool isStable = StableEnd == placed.NextOffset && stableBefore == placed.BaseOffset;
        bool hasReleased = !isStable && StableEnd > stableBefore;
        foreach (FetchWaiter waiter in _waiters)
        {
            if (waiter.Isolation == IsolationLevel.ReadUncommitted || isStable)
            {
                waiter.Appended(placed.TotalBytes);
            }
            else if (hasReleased)
            {
                waiter.Expire();
            }
        }
    }
}
