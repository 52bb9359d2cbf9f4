using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// The log of one partition: segments in a directory of their own, the idempotent producers' state, and the fetches that wait for more.
/// All members may be called from any thread. Appends happen one at a time under the lock; bytes are read outside it.
/// </summary>
internal sealed class PartitionLog : IDisposable
{
    /// <summary>There is one node and so never another leader.</summary>
    public const int LeaderEpoch = 0;

    private readonly Lock _gate = new();
    private readonly string _directory;
    private readonly TimeProvider _time;
    private readonly List<LogSegment> _segments = [];
    private readonly PartitionProducers _producers = new();
    private readonly HashSet<FetchWaiter> _waiters = [];
    private volatile LogSettings _settings;
    private long _startOffset;
    private bool _closed;

    private PartitionLog(string directory, LogSettings settings, TimeProvider time)
    {
        _directory = directory;
        _settings = settings;
        _time = time;
    }

    private LogSegment Active => _segments[^1];

    private long StableEnd => _producers.Transactions.StableEnd(_startOffset, Active.NextOffset);

    /// <summary>Opens the log, creating it where it does not exist, and recovers it: a torn tail of the last segment is cut off.</summary>
    /// <param name="directory">The partition's own directory.</param>
    /// <param name="settings">What the topic's configuration means.</param>
    /// <param name="time">Gives the append time and the age of segments.</param>
    /// <param name="report">Told in one sentence what had to be repaired.</param>
    /// <exception cref="EmbeddedKafkaDirectoryException">A segment before the last is damaged.</exception>
    public static PartitionLog Open(string directory, LogSettings settings, TimeProvider time, Action<string> report)
    {
        Directory.CreateDirectory(directory);
        var log = new PartitionLog(directory, settings, time);
        try
        {
            log.Recover(report);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Checks a batch and appends it; <paramref name="records"/> is patched in place.</summary>
    public AppendResult Append(Span<byte> records)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        ErrorCode error = BatchRules.Check(records, _settings, now, out BatchHeader header);
        if (error != ErrorCode.None)
        {
            return AppendResult.Refused(error);
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

    /// <summary>Plans a read of whole batches from <paramref name="offset"/> on.</summary>
    /// <param name="offset">The first offset wanted; the batch that holds it comes whole.</param>
    /// <param name="maxBytes">The most bytes to return.</param>
    /// <param name="atLeastOneBatch">Whether the first batch is returned even where it is larger than that.</param>
    /// <param name="isolation">Whether undecided records are returned.</param>
    public LogSlice Plan(long offset, int maxBytes, bool atLeastOneBatch, IsolationLevel isolation)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return LogSlice.Failed(ErrorCode.UnknownTopicOrPartition);
            }

            long end = Active.NextOffset;
            long stable = StableEnd;
            var nothing = new LogSlice(ErrorCode.None, end, stable, _startOffset, null, 0, 0);
            if (offset < _startOffset || offset > end)
            {
                return nothing with { Error = ErrorCode.OffsetOutOfRange };
            }

            long limit = isolation == IsolationLevel.ReadCommitted ? stable : end;
            LogSegment? segment = offset >= limit ? null : _segments.Find(candidate => candidate.NextOffset > offset);
            if (segment is null)
            {
                return nothing;
            }

            long position = segment.Find(offset);
            int bytes = WholeBatches(segment, position, segment.NextOffset > limit ? segment.Find(limit) : segment.Bytes, maxBytes, atLeastOneBatch);
            return bytes == 0 ? nothing : nothing with
            {
                Segment = segment,
                Position = position,
                Bytes = bytes,
                Aborted = isolation == IsolationLevel.ReadCommitted ? AbortedIn(segment, offset, position + bytes) : null,
            };
        }
    }

    public (long Start, long End) Offsets()
    {
        lock (_gate)
        {
            return (_startOffset, Active.NextOffset);
        }
    }

    /// <summary>One past the last offset that a reader may be given.</summary>
    public long EndFor(IsolationLevel isolation)
    {
        lock (_gate)
        {
            return isolation == IsolationLevel.ReadCommitted ? StableEnd : Active.NextOffset;
        }
    }

    /// <summary>The producers that have written to this partition.</summary>
    public IReadOnlyList<ActiveProducer> Producers()
    {
        lock (_gate)
        {
            return _producers.All;
        }
    }

    /// <summary>The first record at or after a time, in milliseconds since the epoch.</summary>
    public TimestampOffset FindTimestamp(long timestamp)
    {
        lock (_gate)
        {
            return _closed ? TimestampOffset.None : TimestampSearch.First(_segments, timestamp, _startOffset);
        }
    }

    /// <summary>The record with the highest timestamp.</summary>
    public TimestampOffset FindMaxTimestamp()
    {
        lock (_gate)
        {
            return _closed ? TimestampOffset.None : TimestampSearch.Highest(_segments, _startOffset);
        }
    }

    /// <summary>Gives up everything below an offset; -1 stands for the end of the log.</summary>
    /// <returns>The error, and the first offset the partition offers now.</returns>
    public (ErrorCode Error, long StartOffset) DeleteBefore(long offset)
    {
        lock (_gate)
        {
            long target = offset == -1 ? Active.NextOffset : offset;
            if (_closed || target < 0 || target > Active.NextOffset)
            {
                return (_closed ? ErrorCode.UnknownTopicOrPartition : ErrorCode.OffsetOutOfRange, -1);
            }

            if (target > _startOffset)
            {
                MoveStart(target);
            }

            return (ErrorCode.None, _startOffset);
        }
    }

    /// <summary>Lets go of whole segments that the topic's retention no longer asks for.</summary>
    public void ApplyRetention()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            int expired = RetentionRule.Expired(_segments, _settings, _time.GetUtcNow().ToUnixTimeMilliseconds());
            if (expired == 0)
            {
                return;
            }

            if (expired == _segments.Count)
            {
                Roll();
            }

            MoveStart(_segments[expired].BaseOffset);
        }
    }

    /// <summary>Takes up another configuration.</summary>
    public void Configure(LogSettings settings) => _settings = settings;

    /// <summary>Tells <paramref name="waiter"/> of appends until <see cref="Unsubscribe"/>.</summary>
    public void Subscribe(FetchWaiter waiter)
    {
        lock (_gate)
        {
            if (_closed)
            {
                waiter.Expire();
                return;
            }

            _waiters.Add(waiter);
        }
    }

    public void Unsubscribe(FetchWaiter waiter)
    {
        lock (_gate)
        {
            _waiters.Remove(waiter);
        }
    }

    /// <summary>Closes the files; whoever waits for appends is woken.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _segments.ForEach(segment => segment.Dispose());
            foreach (FetchWaiter waiter in _waiters)
            {
                waiter.Expire();
            }

            _waiters.Clear();
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
        if (Active.Bytes > 0 && Active.Bytes + batch.Length > _settings.SegmentBytes)
        {
            Roll();
        }

        long stableBefore = StableEnd;
        BatchHeader.Place(batch, Active.NextOffset, LeaderEpoch);
        if (_settings.AppendTime)
        {
            BatchHeader.StampAppendTime(batch, now);
        }

        BatchHeader placed = BatchHeader.Read(batch);
        Active.Append(batch, placed, _settings.FlushEveryAppend);
        _producers.Record(placed, batch);
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

    private IReadOnlyList<AbortedTransaction> AbortedIn(LogSegment segment, long offset, long endPosition) =>
        _producers.Transactions.AbortedIn(offset, endPosition < segment.Bytes ? segment.ReadHeader(endPosition).BaseOffset : segment.NextOffset);

    private static int WholeBatches(LogSegment segment, long position, long limit, int maxBytes, bool atLeastOneBatch)
    {
        long left = limit - position;
        if (left <= maxBytes)
        {
            return (int)left;
        }

        long cut = segment.Index.Floor(position + maxBytes);
        if (cut > position)
        {
            return (int)(cut - position);
        }

        int first = segment.ReadHeader(position).TotalBytes;
        return first <= maxBytes || atLeastOneBatch ? first : 0;
    }

    private void Roll()
    {
        Active.Flush();
        _segments.Add(new LogSegment(_directory, Active.NextOffset));
    }

    /// <summary>The new start is on disk before a file goes, so that a crash in between never offers a gap.</summary>
    private void MoveStart(long offset)
    {
        StartOffsetFile.Write(_directory, offset, _settings.FlushEveryAppend);
        _startOffset = offset;
        _producers.Transactions.Forget(offset);
        while (_segments.Count > 1 && _segments[0].NextOffset <= offset)
        {
            _segments[0].Delete();
            _segments.RemoveAt(0);
        }
    }

    private void Recover(Action<string> report)
    {
        long[] bases = [.. Directory.EnumerateFiles(_directory, "*" + LogSegment.Extension)
            .Select(path => long.Parse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture))
            .Order()];
        _startOffset = Math.Max(StartOffsetFile.Read(_directory), bases.FirstOrDefault());
        foreach (long baseOffset in bases)
        {
            var segment = new LogSegment(_directory, baseOffset);
            _segments.Add(segment);
            long torn = SegmentRecovery.Run(segment, _producers);
            if (torn > 0 && baseOffset != bases[^1])
            {
                throw new EmbeddedKafkaDirectoryException(
                    $"The log file {segment.Path} is damaged at byte {segment.Bytes}, and later files follow it. Restore it, or delete the topic's directory to give up its records.");
            }

            if (torn > 0)
            {
                segment.CutTail();
                report($"Cut {torn} bytes of an unfinished write off the end of {segment.Path}.");
            }
        }

        _producers.Transactions.Forget(_startOffset);
        if (_segments.Count == 0 || Active.NextOffset < _startOffset)
        {
            _segments.Add(new LogSegment(_directory, _startOffset));
        }
    }
}
