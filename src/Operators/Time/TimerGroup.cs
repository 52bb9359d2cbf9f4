using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one key group: a heap of entries that a hash table finds by key and timestamp.</summary>
/// <remarks>
/// 24 bytes an entry beside the key, 4 for its place in the heap and 4 to 8 for the table. The entries lie without gaps,
/// and a freeze shares them: the group copies them before its next change.
/// </remarks>
internal sealed class TimerGroup<TKey>
    where TKey : notnull
{
    private const int MinCapacity = 8;
    private const int Arity = 4;

    private Entry[] _entries = [];

    // The numbers of the entries in heap order, and of the first entry of each bucket plus one.
    private int[] _heap = [];
    private int[] _buckets = [];
    private int _holders;

    public int Count { get; private set; }

    /// <summary>Only where there is a timer.</summary>
    public long FirstTimestamp => _entries[_heap[0]].Timestamp;

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

        if (Count == _entries.Length)
        {
            Resize(Count < 256 ? Math.Max(MinCapacity, Count * 2) : Count + (Count / 4));
        }
        else
        {
            Own();
        }

        var number = Count++;
        ref var bucket = ref _buckets[BucketOf(hash, timestamp)];
        _entries[number] = new Entry { Key = key, Hash = hash, Timestamp = timestamp, Next = bucket - 1 };
        bucket = number + 1;
        MoveUp(Count - 1, number);
        isFirst = _heap[0] == number;
        return true;
    }

    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="timestamp">When it would have been due.</param>
    /// <param name="wasFirst">Whether it came before all others.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(TKey key, ulong hash, long timestamp, out bool wasFirst)
    {
        wasFirst = false;
        var number = Find(key, hash, timestamp);
        if (number < 0)
        {
            return false;
        }

        wasFirst = _heap[0] == number;
        Remove(number);
        return true;
    }

    /// <summary>Removes the timer that comes before all others.</summary>
    public void TakeFirst(out TKey key, out ulong hash, out long timestamp)
    {
        var number = _heap[0];
        ref var entry = ref _entries[number];
        (key, hash, timestamp) = (entry.Key, entry.Hash, entry.Timestamp);
        Remove(number);
    }

    public Frozen Freeze()
    {
        _holders++;
        return new Frozen(this, _entries, Count);
    }

    private static bool IsBefore(ref readonly Entry one, ref readonly Entry other) =>
        one.Timestamp < other.Timestamp || (one.Timestamp == other.Timestamp && one.Hash < other.Hash);

    private int BucketOf(ulong hash, long timestamp) =>
        (int)(((hash ^ ((ulong)timestamp * 0x9E3779B97F4A7C15)) * 0xBF58476D1CE4E5B9) >> 32) & (_buckets.Length - 1);

    private int Find(TKey key, ulong hash, long timestamp)
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

    private void Remove(int number)
    {
        Own();
        Unlink(number);
        var place = _entries[number].Place;
        var last = --Count;
        var moved = _heap[last];
        if (place < last)
        {
            // The timer that was last in the heap takes the place, and goes up or down from there.
            if (place > 0 && IsBefore(ref _entries[moved], ref _entries[_heap[(place - 1) / Arity]]))
            {
                MoveUp(place, moved);
            }
            else
            {
                MoveDown(place, moved);
            }
        }

        if (number < last)
        {
            FillGap(number, last);
        }

        _entries[last] = default;
        if (last < _entries.Length / 4 && _entries.Length > MinCapacity)
        {
            Resize(Math.Max(MinCapacity, _entries.Length / 2));
        }
    }

    /// <summary>Moves the entry that lies last to where one was removed.</summary>
    private void FillGap(int number, int last)
    {
        ref var link = ref LinkTo(last);
        if (Unsafe.AreSame(ref link, ref _buckets[BucketOf(_entries[last].Hash, _entries[last].Timestamp)]))
        {
            link = number + 1;
        }
        else
        {
            link = number;
        }

        _entries[number] = _entries[last];
        _heap[_entries[number].Place] = number;
    }

    private void Unlink(int number)
    {
        ref var entry = ref _entries[number];
        ref var bucket = ref _buckets[BucketOf(entry.Hash, entry.Timestamp)];
        ref var link = ref LinkTo(number);
        link = Unsafe.AreSame(ref link, ref bucket) ? entry.Next + 1 : entry.Next;
    }

    /// <summary>What leads to an entry: its bucket, or the entry before it.</summary>
    private ref int LinkTo(int number)
    {
        ref var entry = ref _entries[number];
        ref var bucket = ref _buckets[BucketOf(entry.Hash, entry.Timestamp)];
        if (bucket == number + 1)
        {
            return ref bucket;
        }

        ref var before = ref _entries[bucket - 1];
        while (before.Next != number)
        {
            before = ref _entries[before.Next];
        }

        return ref before.Next;
    }

    private void MoveUp(int place, int number)
    {
        ref var entry = ref _entries[number];
        while (place > 0)
        {
            var parent = _heap[(place - 1) / Arity];
            if (!IsBefore(ref entry, ref _entries[parent]))
            {
                break;
            }

            Put(place, parent);
            place = (place - 1) / Arity;
        }

        Put(place, number);
    }

    private void MoveDown(int place, int number)
    {
        ref var entry = ref _entries[number];
        for (var first = (place * Arity) + 1; first < Count; first = (place * Arity) + 1)
        {
            var best = first;
            var end = Math.Min(first + Arity, Count);
            for (var child = first + 1; child < end; child++)
            {
                if (IsBefore(ref _entries[_heap[child]], ref _entries[_heap[best]]))
                {
                    best = child;
                }
            }

            if (!IsBefore(ref _entries[_heap[best]], ref entry))
            {
                break;
            }

            Put(place, _heap[best]);
            place = best;
        }

        Put(place, number);
    }

    private void Put(int place, int number)
    {
        _heap[place] = number;
        _entries[number].Place = place;
    }

    private void Own()
    {
        if (_holders > 0)
        {
            _holders = 0;
            _entries = [.. _entries];
        }
    }

    private void Resize(int capacity)
    {
        var entries = new Entry[capacity];
        Array.Copy(_entries, entries, Count);
        _entries = entries;
        _holders = 0;
        Array.Resize(ref _heap, capacity);
        var buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        if (buckets == _buckets.Length)
        {
            return;
        }

        _buckets = new int[buckets];
        for (var number = 0; number < Count; number++)
        {
            ref var entry = ref entries[number];
            ref var bucket = ref _buckets[BucketOf(entry.Hash, entry.Timestamp)];
            entry.Next = bucket - 1;
            bucket = number + 1;
        }
    }

    /// <summary>The timers as they stood at a freeze, in no particular order.</summary>
    internal readonly struct Frozen(TimerGroup<TKey> group, Entry[] entries, int count)
    {
        public ReadOnlySpan<Entry> Entries => entries.AsSpan(0, count);

        /// <summary>Ends the sharing. On the thread that owns the group, once.</summary>
        public void Release()
        {
            if (group is not null && group._entries == entries && group._holders > 0)
            {
                group._holders--;
            }
        }
    }

    /// <summary>A timer, where it lies in the heap, and the next one of its bucket.</summary>
    internal struct Entry
    {
        public TKey Key;
        public ulong Hash;
        public long Timestamp;
        public int Next;
        public int Place;
    }
}
