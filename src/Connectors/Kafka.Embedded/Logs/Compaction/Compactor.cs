using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs.Compaction;

/// <summary>
/// One round of compaction: keeps of each key the newest record that counts. It reads every batch twice, first to learn which records are the newest,
/// and then to write what is kept. Records of aborted transactions go; markers stay as long as anything of their transaction does.
/// Every offset, sequence number and epoch that is kept stays what it was.
/// </summary>
internal sealed class Compactor
{
    private readonly CompactionPlan _plan;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<UInt128, long> _newest = [];
    private readonly ILookup<long, AbortedTransaction> _aborted;

    /// <summary>Producers with something left of the transaction that is not ended yet, at the place that is read.</summary>
    private readonly HashSet<long> _leavesSomething = [];

    private readonly HashSet<long> _droppedMarkers = [];
    private byte[] _buffer = [];
    private bool _isPastClosed;

    /// <summary>Reads what is the newest of each key.</summary>
    public Compactor(CompactionPlan plan, CancellationToken cancellation)
    {
        _plan = plan;
        _cancellation = cancellation;
        _aborted = plan.Aborted.ToLookup(transaction => transaction.ProducerId);
        foreach (LogSegment segment in plan.Segments)
        {
            foreach (BatchHeader header in Batches(segment))
            {
                Learn(header);
            }
        }
    }

    /// <summary>The first time at which something that is kept now may go, in milliseconds since the epoch.</summary>
    public long NextHorizonMs { get; private set; } = long.MaxValue;

    /// <summary>The offsets of the markers that have been left out.</summary>
    public IReadOnlySet<long> DroppedMarkers => _droppedMarkers;

    /// <summary>Writes what is kept of a group of segments. Groups come in the order of the log, all of them.</summary>
    /// <param name="group">The segments.</param>
    /// <param name="output">The one that takes their place.</param>
    /// <returns>Whether it differs from them.</returns>
    public bool Write(IReadOnlyList<LogSegment> group, LogSegment output)
    {
        bool differs = group.Count > 1;
        foreach (LogSegment segment in group)
        {
            foreach (BatchHeader header in Batches(segment))
            {
                // The last batch of all stays, be it empty, so that the next segment follows without a gap.
                bool isLast = segment == group[^1] && header.NextOffset == segment.NextOffset;
                ReadOnlySpan<byte> batch = _buffer.AsSpan(0, header.TotalBytes);
                byte[]? other = header.IsControl ? Marker(header, batch, isLast) : Data(header, batch, isLast);
                if (other is null)
                {
                    output.Append(batch, header, flush: false);
                    continue;
                }

                differs = true;
                if (other.Length > 0)
                {
                    output.Append(other, BatchHeader.Read(other), flush: false);
                }
            }
        }

        return differs;
    }

    /// <summary>Reads one batch after the other into the buffer.</summary>
    private IEnumerable<BatchHeader> Batches(LogSegment segment)
    {
        for (long position = 0; position < segment.Bytes;)
        {
            _cancellation.ThrowIfCancellationRequested();
            BatchHeader header = segment.ReadHeader(position);
            if (_buffer.Length < header.TotalBytes)
            {
                _buffer = new byte[Math.Max(header.TotalBytes, _buffer.Length * 2)];
            }

            if (segment.Read(position, _buffer.AsSpan(0, header.TotalBytes)) < header.TotalBytes)
            {
                throw new IOException($"The log file {segment.Path} has become shorter while it was compacted.");
            }

            yield return header;
            position += header.TotalBytes;
        }
    }

    private void Learn(in BatchHeader header)
    {
        if (header.IsControl || IsAborted(header) || BatchRecords.Open(_buffer.AsSpan(0, header.TotalBytes), header) is not { } opened)
        {
            return;
        }

        foreach (BatchRecords.Entry record in opened.Records)
        {
            if (record.Key is { } key)
            {
                _newest[key] = record.Offset;
            }
        }
    }

    /// <summary>What becomes of a batch of records: null where it stays as it is, nothing where it goes.</summary>
    private byte[]? Data(in BatchHeader header, ReadOnlySpan<byte> batch, bool isLast)
    {
        bool mustStay = isLast || Place(header).LastBatch == header.BaseOffset;
        if (BatchRecords.Open(batch, header) is not { } opened)
        {
            // What cannot be read may hold an older value of any key, which must not come back: tombstones behind it stay.
            _isPastClosed = true;
            Leave(header);
            return null;
        }

        long? horizon = BatchRecords.HorizonOf(header);
        bool mayForget = horizon <= _plan.NowMs && !_isPastClosed;
        List<BatchRecords.Entry> kept = IsAborted(header)
            ? []
            : [.. opened.Records.Where(record => record.Key is { } key && _newest[key] == record.Offset && !(record.IsTombstone && mayForget))];
        if (kept.Count == 0 && !mustStay)
        {
            return [];
        }

        Leave(header);
        bool needsHorizon = horizon is null && kept.Exists(record => record.IsTombstone);
        if (needsHorizon)
        {
            horizon = Later();
        }

        Await(kept.Exists(record => record.IsTombstone) ? horizon : null);
        return kept.Count == opened.Records.Count && !needsHorizon ? null : opened.With(kept, kept.Exists(record => record.IsTombstone) ? horizon : null);
    }

    /// <summary>What becomes of a marker: null where it stays as it is, nothing where it goes.</summary>
    private byte[]? Marker(in BatchHeader header, ReadOnlySpan<byte> batch, bool isLast)
    {
        if (_leavesSomething.Remove(header.ProducerId) || isLast || Place(header).LastMarker == header.BaseOffset)
        {
            return null;
        }

        // Nothing is left that it ends. Readers in the middle of the transaction still get it, for as long as they get tombstones.
        if (BatchRecords.HorizonOf(header) is { } horizon)
        {
            Await(horizon);
            return horizon > _plan.NowMs ? null : Drop(header);
        }

        byte[] dated = batch.ToArray();
        BatchRecords.SetHorizon(dated, Later());
        Await(Later());
        return dated;
    }

    private byte[] Drop(in BatchHeader marker)
    {
        _droppedMarkers.Add(marker.BaseOffset);
        return [];
    }

    private long Later() => (long)Math.Min((decimal)_plan.NowMs + _plan.Settings.TombstoneRetentionMs, long.MaxValue);

    /// <summary>What stays though its time is over, because of a batch that cannot be read, is not waited for.</summary>
    private void Await(long? horizon)
    {
        if (horizon > _plan.NowMs || (horizon == _plan.NowMs && _plan.Settings.TombstoneRetentionMs == 0))
        {
            NextHorizonMs = Math.Min(NextHorizonMs, horizon.Value);
        }
    }

    private void Leave(in BatchHeader header)
    {
        if (header.IsTransactional)
        {
            _leavesSomething.Add(header.ProducerId);
        }
    }

    private ProducerPlace Place(in BatchHeader header) =>
        header.HasProducer && _plan.Producers.TryGetValue(header.ProducerId, out ProducerPlace place) ? place : new ProducerPlace(-1, -1);

    private bool IsAborted(in BatchHeader header)
    {
        if (!header.IsTransactional)
        {
            return false;
        }

        long offset = header.BaseOffset;
        return _aborted[header.ProducerId].Any(transaction => transaction.FirstOffset <= offset && offset < transaction.MarkerOffset);
    }
}
