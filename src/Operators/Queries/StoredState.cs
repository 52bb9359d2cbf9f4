using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>Reads a state with one entry for each key.</summary>
/// <remarks>
/// What can be changed in place is written as bytes on the thread of the owner and read from them on another, so the reader
/// gets a copy, and the owner is held up by the writing only. A page looks at every key of the groups it goes through: some
/// ten nanoseconds for each, and at the most <see cref="MaxVisited"/> and the rest of a group.
/// </remarks>
internal sealed class StoredState<TKey, TStored, TRead>(
    IStoredEntries<TKey, TStored> entries, KeyedStateFormat<TKey, TStored> format, StateView<TStored, TRead> view, Func<long> now, bool isShared)
    : ReadableState<TKey>(format.StateName)
    where TKey : notnull
{
    /// <summary>How many keys a page looks at before it ends with the group at hand.</summary>
    private const int MaxVisited = 50_000;

    /// <summary>How many bytes of values a page has before it ends, of those that were written or read for it.</summary>
    private const int MaxBytes = 1024 * 1024;

    private readonly bool _copiesValues = isShared && !view.GivesCopy && !StateTypes.IsImmutable(typeof(TStored));
    private readonly bool _copiesKeys = isShared && !StateTypes.IsImmutable(typeof(TKey));

    public override PreparedAnswer Get(int keyGroup, TKey key, ulong hash)
    {
        if (!entries.TryPeek(keyGroup, key, hash, out var stored) || view.IsGone(stored, now()))
        {
            return new PreparedAnswer(static moment => new StateValue<TRead>(false, default, moment), IsCheap: true);
        }

        var bytes = 0;
        var read = Read(key, stored, ref bytes);
        return new PreparedAnswer(moment => new StateValue<TRead>(true, read(), moment), IsCheap: bytes == 0);
    }

    public override PreparedAnswer Page(PageCursor start, int size, KeyGroupRange range, int maxParallelism)
    {
        var page = new List<(Func<TKey> Key, Func<TRead> Value)>();
        var (visited, bytes) = (0, 0);
        for (var group = start.KeyGroup; group < range.End; group++)
        {
            var nearest = Nearest(group, group == start.KeyGroup ? start : PageCursor.Start, size - page.Count, ref visited);
            foreach (var (key, hash, stored, read) in nearest)
            {
                bytes += read;
                page.Add((ReadKey(key), Read(key, stored, ref bytes)));
                if (page.Count == size || bytes >= MaxBytes)
                {
                    return Prepared(page, start with { KeyGroup = group, Hash = hash, Key = BytesOf(key) });
                }
            }

            if (visited >= MaxVisited && group + 1 < range.End)
            {
                return Prepared(page, start with { KeyGroup = group + 1, Key = null });
            }
        }

        return Prepared(page, range.End < maxParallelism ? start with { KeyGroup = range.End, Key = null } : null);
    }

    private static PreparedAnswer Prepared(List<(Func<TKey> Key, Func<TRead> Value)> page, PageCursor? next) => new(
        moment => new StatePage<TKey, TRead>(
            [.. page.Select(entry => new StateEntry<TKey, TRead>(entry.Key(), entry.Value()))],
            (next is null ? null : next with { Checkpoint = moment.Reading == StateReading.LastCheckpoint ? moment.Checkpoint : 0 })?.ToString(),
            moment),
        IsCheap: false);

    /// <summary>The first keys of a group behind a place in the walk, in its order: no more than a page can have.</summary>
    private List<Entry> Nearest(int group, PageCursor start, int count, ref int visited)
    {
        var farthestFirst = new PriorityQueue<Entry, Entry>(Comparer<Entry>.Create((a, b) => Compare(b.Hash, b.Key, a.Hash, a.Key)));
        var moment = now();
        var held = 0L;
        visited += entries.Visit(group, (key, stored, bytes) =>
        {
            var hash = KeyHash<TKey>.Of(key);
            if (view.IsGone(stored, moment) || (start.Key is { } last && !IsBehind(key, hash, start.Hash, last)))
            {
                return;
            }

            if (farthestFirst.Count == count && Compare(hash, key, farthestFirst.Peek().Hash, farthestFirst.Peek().Key) > 0)
            {
                return;
            }

            var entry = new Entry(key, hash, stored, bytes);
            farthestFirst.Enqueue(entry, entry);
            held += bytes;
            // The page ends before the farthest where the others fill it.
            while (farthestFirst.Count > count || (farthestFirst.Count > 1 && held - farthestFirst.Peek().Bytes >= MaxBytes))
            {
                held -= farthestFirst.Dequeue().Bytes;
            }
        });
        var nearest = new List<Entry>(farthestFirst.Count);
        while (farthestFirst.TryDequeue(out var farthest, out _))
        {
            nearest.Add(farthest);
        }

        nearest.Reverse();
        return nearest;
    }

    private int Compare(ulong firstHash, TKey first, ulong secondHash, TKey second)
    {
        var byHash = firstHash.CompareTo(secondHash);
        return byHash != 0 ? byHash : BytesOf(first).AsSpan().SequenceCompareTo(BytesOf(second));
    }

    private bool IsBehind(TKey key, ulong hash, ulong lastHash, byte[] last) =>
        hash > lastHash || (hash == lastHash && BytesOf(key).AsSpan().SequenceCompareTo(last) > 0);

    private byte[] BytesOf(TKey key)
    {
        var writer = new SnapshotWriter(32);
        format.WriteKey(writer, key);
        return writer.Written.ToArray();
    }

    private Func<TKey> ReadKey(TKey key)
    {
        if (!_copiesKeys)
        {
            return () => key;
        }

        var bytes = BytesOf(key);
        return () => format.ReadKey(new SnapshotReader(bytes));
    }

    /// <summary>Reads what was stored for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="stored">What was stored.</param>
    /// <param name="bytes">Grows by what had to be written.</param>
    private Func<TRead> Read(TKey key, TStored stored, ref int bytes)
    {
        var moment = now();
        if (!_copiesValues)
        {
            return ReadAtOnceWhereAsked(() => view.Read(stored, moment));
        }

        var writer = new SnapshotWriter(64);
        format.WriteValue(writer, key, stored);
        var written = writer.Written;
        bytes += written.Length;
        return ReadAtOnceWhereAsked(() => view.Read(format.ReadValue(new SnapshotReader(written)), moment));
    }

    private Func<TRead> ReadAtOnceWhereAsked(Func<TRead> read)
    {
        if (!view.IsReadAtOnce)
        {
            return read;
        }

        var result = read();
        return () => result;
    }

    /// <summary>What there is for a key, and the bytes that were read for it.</summary>
    private readonly record struct Entry(TKey Key, ulong Hash, TStored Stored, int Bytes);
}
