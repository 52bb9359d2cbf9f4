using System.Buffers.Binary;
using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Compaction;

/// <summary>A compacted log in a directory, with a record beside it of all that was ever written, which is the oracle.</summary>
internal sealed class KeyedLog : IDisposable
{
    public const long TombstoneRetentionMs = 10_000;
    private const short Transactional = 0x10;
    private const int ControlBit = 0x20;
    private const int MostBytes = 1 << 20;

    private readonly LogSettings _settings = new() { SegmentBytes = 400, Compacts = true, TombstoneRetentionMs = TombstoneRetentionMs, MinDirtyRatio = 0 };
    private readonly SortedDictionary<long, Written> _written = [];
    private readonly Dictionary<long, int> _sequences = [];
    private readonly Dictionary<long, List<long>> _open = [];
    private readonly Dictionary<long, (byte[] Batch, long Offset)> _last = [];
    private long _end;
    private PartitionLog _log;

    public KeyedLog(string directory)
    {
        DirectoryPath = directory;
        _log = Open();
    }

    public string DirectoryPath { get; private set; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(1_000_000));

    public PartitionLog Log => _log;

    private long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes outside of transactions; with a producer id, idempotently.</summary>
    public void Write(long producerId, params (string? Key, string? Value)[] records)
    {
        byte[] batch = producerId < 0 ? Batches.Keyed(records, NowMs) : Batches.Keyed(records, NowMs, producerId, 0, Sequence(producerId, records.Length));
        Append(producerId, batch, records);
        foreach (long offset in Enumerable.Range(0, records.Length).Select(i => _end - records.Length + i))
        {
            _written[offset].IsCommitted = true;
        }
    }

    public void WriteInTransaction(long producerId, params (string? Key, string? Value)[] records)
    {
        Append(producerId, Batches.Keyed(records, NowMs, producerId, 0, Sequence(producerId, records.Length), Transactional), records);
        if (!_open.TryGetValue(producerId, out List<long>? offsets))
        {
            _open.Add(producerId, offsets = []);
        }

        offsets.AddRange(Enumerable.Range(0, records.Length).Select(i => _end - records.Length + i));
    }

    public void End(long producerId, bool commit)
    {
        if (!_open.Remove(producerId, out List<long>? offsets))
        {
            return;
        }

        _log.End(new ProducerIdentity(producerId, 0), new EndMarker(commit, 0), onlyWhereOpen: false);
        _end++;
        offsets.ForEach(offset => _written[offset].IsCommitted = commit);
    }

    public IReadOnlyCollection<long> Transactions => [.. _open.Keys];

    public void Reopen(string? directory = null)
    {
        _log.Dispose();
        DirectoryPath = directory ?? DirectoryPath;
        _log = Open();
    }

    /// <summary>Whatever has been compacted: readers find what they must, and producers go on.</summary>
    public void ShouldBeRight(string when)
    {
        _log.Offsets().End.ShouldBe(_end, when);
        long stable = _open.Values.SelectMany(offsets => offsets).Order().Cast<long?>().FirstOrDefault() ?? _end;
        _log.EndFor(IsolationLevel.ReadCommitted).ShouldBe(stable, when);

        List<Read> all = ReadAll(IsolationLevel.ReadUncommitted);
        all.Select(read => read.Offset).ShouldBe(all.Select(read => read.Offset).Order().Distinct(), when);
        foreach (Read read in all)
        {
            Written written = _written[read.Offset];
            (read.Key, read.Value, read.Timestamp).ShouldBe((written.Key, written.Value, written.TimeMs), $"{when}: offset {read.Offset}");
        }

        Fold(ReadAll(IsolationLevel.ReadCommitted).Select(read => (read.Key, read.Value))).ShouldBe(
            Fold(_written.Where(pair => pair.Value.IsCommitted && pair.Key < stable).Select(pair => (pair.Value.Key, pair.Value.Value))), ignoreOrder: true, when);
        YoungTombstones(stable).ShouldBeSubsetOf(all.Select(read => read.Offset), when);
        foreach ((long producerId, (byte[] batch, long offset)) in _last)
        {
            AppendResult again = _log.Append([.. batch]);
            (again.Error, again.BaseOffset).ShouldBe((ErrorCode.None, offset), $"{when}: producer {producerId} repeats its last batch");
        }
    }

    /// <summary>Before the last segment there is each key once, or not at all, and nothing of aborted transactions.</summary>
    public void ShouldBeCompact(string when)
    {
        long active = Directory.GetFiles(DirectoryPath, "*.log").Max(path => long.Parse(Path.GetFileNameWithoutExtension(path)));
        List<Read> old = ReadAll(IsolationLevel.ReadUncommitted).FindAll(read => read.Offset < active);
        old.CountBy(read => read.Key!).ShouldAllBe(pair => pair.Value == 1, when);
        old.ShouldAllBe(read => _written[read.Offset].IsCommitted, when);
        old.ShouldNotContain(read => read.Value == null && NowMs - _written[read.Offset].TimeMs > 100 * TombstoneRetentionMs, when);
    }

    public void Dispose() => _log.Dispose();

    private PartitionLog Open() => PartitionLog.Open(DirectoryPath, _settings, Time, report => Assert.Fail(report));

    private int Sequence(long producerId, int count)
    {
        int next = _sequences.GetValueOrDefault(producerId);
        _sequences[producerId] = next + count;
        return next;
    }

    private void Append(long producerId, byte[] batch, (string? Key, string? Value)[] records)
    {
        AppendResult result = _log.Append([.. batch]);
        (result.Error, result.BaseOffset).ShouldBe((ErrorCode.None, _end));
        foreach ((string? key, string? value) in records)
        {
            _written.Add(_end++, new Written { Key = key, Value = value, TimeMs = NowMs });
        }

        if (producerId >= 0)
        {
            _last[producerId] = (batch, result.BaseOffset);
        }
    }

    private static Dictionary<string, string> Fold(IEnumerable<(string? Key, string? Value)> records)
    {
        var table = new Dictionary<string, string>();
        foreach ((string? key, string? value) in records)
        {
            if (value is null)
            {
                table.Remove(key!);
            }
            else
            {
                table[key!] = value;
            }
        }

        return table;
    }

    private IEnumerable<long> YoungTombstones(long stable) => _written
        .Where(pair => pair.Value.IsCommitted && pair.Key < stable)
        .GroupBy(pair => pair.Value.Key)
        .Select(key => key.Last())
        .Where(pair => pair.Value.Value is null && NowMs - pair.Value.TimeMs < TombstoneRetentionMs)
        .Select(pair => pair.Key);

    /// <summary>Reads as a client does: batch by batch, passing over markers, and for committed records over aborted transactions.</summary>
    private List<Read> ReadAll(IsolationLevel isolation)
    {
        var read = new List<Read>();
        for (long offset = _log.Offsets().Start; ;)
        {
            LogSlice slice = _log.Plan(offset, MostBytes, atLeastOneBatch: true, isolation);
            slice.Error.ShouldBe(ErrorCode.None);
            if (slice.Segment is null)
            {
                return read;
            }

            var bytes = new byte[slice.Bytes];
            slice.Segment.Read(slice.Position, bytes);
            var aborted = new HashSet<long>();
            var starts = new Queue<AbortedTransaction>((slice.Aborted ?? []).OrderBy(transaction => transaction.FirstOffset));
            for (int at = 0; at < bytes.Length;)
            {
                Span<byte> batch = bytes.AsSpan(at, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at + 8)) + 12);
                long baseOffset = BinaryPrimitives.ReadInt64BigEndian(batch);
                long last = baseOffset + BinaryPrimitives.ReadInt32BigEndian(batch[23..]);
                short attributes = BinaryPrimitives.ReadInt16BigEndian(batch[21..]);
                long producer = BinaryPrimitives.ReadInt64BigEndian(batch[43..]);
                while (starts.TryPeek(out AbortedTransaction start) && start.FirstOffset <= last)
                {
                    aborted.Add(starts.Dequeue().ProducerId);
                }

                if ((attributes & ControlBit) != 0)
                {
                    aborted.Remove(producer);
                }
                else if (isolation == IsolationLevel.ReadUncommitted || (attributes & Transactional) == 0 || !aborted.Contains(producer))
                {
                    read.AddRange(Parse(batch, baseOffset));
                }

                offset = last + 1;
                at += batch.Length;
            }
        }
    }

    private static List<Read> Parse(ReadOnlySpan<byte> batch, long baseOffset)
    {
        var read = new List<Read>();
        long baseTime = BinaryPrimitives.ReadInt64BigEndian(batch[27..]);
        int at = 61;
        for (int left = BinaryPrimitives.ReadInt32BigEndian(batch[57..]); left > 0; left--)
        {
            Varint(batch, ref at);
            at++;
            long time = baseTime + Varint(batch, ref at);
            long offset = baseOffset + Varint(batch, ref at);
            string? key = Text(batch, ref at);
            string? value = Text(batch, ref at);
            Varint(batch, ref at).ShouldBe(0);
            read.Add(new Read(offset, key, value, time));
        }

        at.ShouldBe(batch.Length);
        return read;
    }

    private static string? Text(ReadOnlySpan<byte> batch, ref int at)
    {
        int length = (int)Varint(batch, ref at);
        if (length < 0)
        {
            return null;
        }

        at += length;
        return Encoding.UTF8.GetString(batch[(at - length)..at]);
    }

    private static long Varint(ReadOnlySpan<byte> batch, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = batch[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }

    private sealed record Read(long Offset, string? Key, string? Value, long Timestamp);

    private sealed class Written
    {
        public required string? Key { get; init; }

        public required string? Value { get; init; }

        public required long TimeMs { get; init; }

        public bool IsCommitted { get; set; }
    }
}
