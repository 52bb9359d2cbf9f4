using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>
/// The log of one partition: segments in a directory of their own, the idempotent producers' state, and the fetches that wait for more.
/// All members may be called from any thread. Appends happen one at a time under the lock; bytes are read outside it.
/// </summary>
internal sealed partial class PartitionLog : IDisposable
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

    /// <summary>The producers that have written to this partition.</summary>
    public IReadOnlyList<ActiveProducer> Producers()
    {
        lock (_gate)
        {
            return _producers.All;
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

    /// <summary>Forgets producers that have not been heard of for a while.</summary>
    /// <param name="maxAge">How long ago at least.</param>
    public void ExpireProducers(TimeSpan maxAge)
    {
        lock (_gate)
        {
            _producers.Expire(_time.GetUtcNow().ToUnixTimeMilliseconds() - (long)maxAge.TotalMilliseconds);
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

    private void Roll()
    {
        if (Active.FileBytes > Active.Bytes)
        {
            Active.CutTail(); // A disk that refused a batch may have refused that too.
        }

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

    private static string[] Segments(string directory) => Directory.GetFiles(directory, "*" + LogSegment.Extension);

    private static long OffsetOf(string path) => long.Parse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture);

    private void Recover(Action<string> report)
    {
        FinishCompaction(_directory);
        long[] bases = [.. Segments(_directory).Select(OffsetOf).Order()];
        _startOffset = Math.Max(StartOffsetFile.Read(_directory), bases.FirstOrDefault());
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (int i = 0; i < bases.Length; i++)
        {
            long baseOffset = bases[i];
            var segment = new LogSegment(_directory, baseOffset);
            _segments.Add(segment);
            long torn = SegmentRecovery.Run(segment, _producers, now);
            // Where the next file goes on at the very next offset, nothing that was acknowledged is missing.
            bool isWhole = torn == 0 || i == bases.Length - 1 || bases[i + 1] == segment.NextOffset;
            if (!isWhole)
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
