using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one key group: a heap of entries that a hash table finds by key and timestamp.</summary>
/// <remarks>
/// <para>
/// 24 bytes an entry beside the key, 12 for the heap, 4 to 6 for the table. The entries lie without gaps in pages, so that
/// growing copies nothing; a freeze shares the pages, and the group copies one before its next change there.
/// </para>
/// <para>The heap has the timestamps beside the numbers of the entries, so that a timer finds its place among them without a look at the entries.</para>
/// </remarks>
internal sealed class TimerGroup<TKey>
    where TKey : notnull
{
    private const int Arity = 4;
    private const int MinBuckets = 8;

    private readonly PagedList<Entry> _entries = new();
    private readonly PagedList<Place> _heap = new();

    // The number of the first entry of each bucket plus one.
    private int[] _buckets = [];

    public int Count => _entries.Count;

    /// <summary>How many bytes the timers take, without what their keys refer to.</summary>
    public long Bytes => _entries.Bytes + _heap.Bytes + (_buckets.Length * sizeof(int));

    /// <summary>Only where there is a timer.</summary>
    public long FirstTimestamp => _heap[0].Timestamp;

    /// <summary>The number of the timer that comes before all others. Numbers are valid until one is removed.</summary>
    public int First => _heap[0].Number;

    public ref readonly Entry this[int number] => ref _entries[number];

    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="timestamp">When it is due.</param>
    /// <param name="isFirst">Whether it comes before all others.</param>
    /// <returns>Whether it was not there.</returns>
    public bool Add(TKey key, ulong hash, long timestamp, out bool isFirst)
    {
        isFirst = false;
        if (Find(key, hash, timestamp) >= 0)
        {
            return false;
        }

        var number = Count;
        _entries.Add();
        _heap.Add();
        if (number == _buckets.Length)
        {
            Rehash(Math.Max(MinBuckets, number + (number / 2)), number);
        }

        Link(number, key, hash, timestamp);
        MoveUp(number, number, timestamp);
        isFirst = First == number;
        return true;
    }

    /// <summary>The number of a timer, or −1.</summary>
    public int Find(TKey key, ulong hash, long timestamp)
    {
        if (Count == 0)
        {
            return -1;
        }

        var number = _buckets[BucketOf(hash, timestamp)] - 1;
        while (number >= 0)
        {
            ref var entry = ref _entries[number];
            if (entry.Timestamp == timestamp && entry.Hash == hash && EqualityComparer<TKey>.Default.Equals(entry.Key, key))
            {
                break;
            }

            number = entry.Next;
        }

        return number;
    }

    public void Remove(int number)
    {
        Unlink(number);
        var place = _entries[number].Place;
        var last = Count - 1;
        var moved = _heap[last];
        _heap.RemoveLast();
        if (place < last)
        {
            // The timer that was last in the heap takes the place, and goes up or down from there.
            Move(place, moved.Number, moved.Timestamp);
        }

        if (number < last)
        {
            FillGap(number, last);
        }

        _entries.RemoveLast();
        if (last < _buckets.Length / 4 && _buckets.Length > MinBuckets)
        {
            Rehash(Math.Max(MinBuckets, _buckets.Length / 2), last);
        }
    }

    /// <summary>Puts another timer in the place of one.</summary>
    /// <returns>False where the other is there already, and nothing has changed.</returns>
    public bool Replace(int number, TKey key, ulong hash, long timestamp)
    {
        if (Find(key, hash, timestamp) is var found and >= 0)
        {
            return found == number;
        }

        Unlink(number);
        var place = _entries[number].Place;
        Link(number, key, hash, timestamp);
        Move(place, number, timestamp);
        return true;
    }

    public Frozen Freeze() => new(_entries, _entries.Share());

    private int BucketOf(ulong hash, long timestamp)
    {
        var mixed = (hash ^ ((ulong)timestamp * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9;
        return (int)(((mixed >> 32) * (uint)_buckets.Length) >> 32);
    }

    /// <summary>Moves the entry that lies last to where one was removed.</summary>
    private void FillGap(int number, int last)
    {
        LinkTo(last) = number + 1;
        ref var entry = ref _entries.Own(number);
        entry = _entries[last];
        _heap[entry.Place].Number = number;
    }

    private void Link(int number, TKey key, ulong hash, long timestamp)
    {
        ref var bucket = ref _buckets[BucketOf(hash, timestamp)];
        _entries.Own(number) = new Entry { Key = key, Hash = hash, Timestamp = timestamp, Next = bucket - 1 };
        bucket = number + 1;
    }

    private void Unlink(int number) => LinkTo(number) = _entries[number].NextPlusOne;

    /// <summary>What leads to an entry, its bucket or the entry before it: the number plus one.</summary>
    private ref int LinkTo(int number)
    {
        ref var entry = ref _entries[number];
        ref var link = ref _buckets[BucketOf(entry.Hash, entry.Timestamp)];
        while (link != number + 1)
        {
            link = ref _entries[link - 1].NextPlusOne;
        }

        return ref link;
    }

    /// <summary>Whether a timer comes before another one.</summary>
    private bool IsBefore(int number, long timestamp, in Place other) =>
        timestamp < other.Timestamp || (timestamp == other.Timestamp && _entries[number].Hash < _entries[other.Number].Hash);

    /// <summary>Puts a timer at a place of the heap that is free, or up or down from there.</summary>
    private void Move(int place, int number, long timestamp)
    {
        if (place > 0 && IsBefore(number, timestamp, _heap[(place - 1) / Arity]))
        {
            MoveUp(place, number, timestamp);
        }
        else
        {
            MoveDown(place, number, timestamp);
        }
    }

    private void MoveUp(int place, int number, long timestamp)
    {
        while (place > 0)
        {
            var parent = (place - 1) / Arity;
            var above = _heap[parent];
            if (!IsBefore(number, timestamp, above))
            {
                break;
            }

            Put(place, above);
            place = parent;
        }

        Put(place, new Place { Timestamp = timestamp, Number = number });
    }

    private void MoveDown(int place, int number, long timestamp)
    {
        var count = _heap.Count;
        for (var first = (place * Arity) + 1; first < count; first = (place * Arity) + 1)
        {
            var best = _heap[first];
            var bestPlace = first;
            var end = Math.Min(first + Arity, count);
            for (var child = first + 1; child < end; child++)
            {
                ref var other = ref _heap[child];
                if (other.Timestamp <= best.Timestamp && IsBefore(other.Number, other.Timestamp, best))
                {
                    (best, bestPlace) = (other, child);
                }
            }

            if (IsBefore(number, timestamp, best))
            {
                break;
            }

            Put(place, best);
            place = bestPlace;
        }

        Put(place, new Place { Timestamp = timestamp, Number = number });
    }

    private void Put(int place, Place timer)
    {
        _heap[place] = timer;
        _entries[timer.Number].Place = place;
    }

    private void Rehash(int buckets, int count)
    {
        _buckets = new int[buckets];
        for (var number = 0; number < count; number++)
        {
            ref var entry = ref _entries[number];
            ref var bucket = ref _buckets[BucketOf(entry.Hash, entry.Timestamp)];
            entry.NextPlusOne = bucket;
            bucket = number + 1;
        }
    }

    /// <summary>The timers as they stood at a freeze, in no particular order: keys and timestamps, the rest of an entry goes on changing.</summary>
    internal readonly struct Frozen(PagedList<Entry> entries, PagedList<Entry>.Shared shared)
    {
        public int Count => shared.Count;

        public ref readonly Entry this[int index] => ref shared[index];

        /// <summary>Ends the sharing. On the thread that owns the group, once.</summary>
        public void Release() => entries?.Unshare(shared);
    }

    /// <summary>A timer.</summary>
    internal struct Entry
    {
        public TKey Key;
        public ulong Hash;
        public long Timestamp;

        /// <summary>Where in the heap it is.</summary>
        public int Place;

        /// <summary>The number of the next entry of its bucket plus one, or 0.</summary>
        public int NextPlusOne;

        public int Next
        {
            readonly get => NextPlusOne - 1;
            set => NextPlusOne = value + 1;
        }
    }

    /// <summary>A timer in the heap: 12 bytes, so that the four children of one mostly lie in one line of the cache.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = sizeof(int))]
    private struct Place
    {
        public long Timestamp;
        public int Number;
    }
}
