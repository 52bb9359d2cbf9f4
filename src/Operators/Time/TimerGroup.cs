namespace AkkaStreamProc.Operators.Time;

/// <summary>The timers of one key group: a heap of entries that a hash table finds by key and timestamp.</summary>
/// <remarks>
/// <para>
/// 16 bytes an entry beside the key, 20 for the heap and the chains of the table, 4 to 8 for its buckets. The entries lie
/// without gaps, and a freeze shares them: the group copies them before its next change.
/// </para>
/// <para>The heap has the timestamps beside the numbers of the entries, so that a timer finds its place among them without a look at the entries.</para>
/// </remarks>
internal sealed class TimerGroup<TKey>
    where TKey : notnull
{
    private const int MinCapacity = 8;
    private const int Arity = 4;

    private Entry[] _entries = [];

    // By the number of the entry: its place in the heap, and the next entry of its bucket or −1.
    private int[] _places = [];
    private int[] _next = [];

    // By place in the heap: the timestamp and the number of the entry.
    private long[] _times = [];
    private int[] _heap = [];

    // The number of the first entry of each bucket plus one.
    private int[] _buckets = [];
    private int _holders;

    public int Count { get; private set; }

    /// <summary>Only where there is a timer.</summary>
    public long FirstTimestamp => _times[0];

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
        Link(number, key, hash, timestamp);
        MoveUp(number, number, timestamp);
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

    /// <summary>The timer that comes before all others.</summary>
    public void PeekFirst(out TKey key, out ulong hash, out long timestamp)
    {
        ref var entry = ref _entries[_heap[0]];
        (key, hash, timestamp) = (entry.Key, entry.Hash, entry.Timestamp);
    }

    /// <summary>Removes the timer that comes before all others.</summary>
    public void RemoveFirst() => Remove(_heap[0]);

    /// <summary>Puts another timer in the place of the one that comes before all others.</summary>
    /// <returns>False where the other is there already, and nothing has changed.</returns>
    public bool ReplaceFirst(TKey key, ulong hash, long timestamp)
    {
        var number = _heap[0];
        if (Find(key, hash, timestamp) is var found and >= 0)
        {
            return found == number;
        }

        Own();
        Unlink(number);
        Link(number, key, hash, timestamp);
        MoveDown(0, number, timestamp);
        return true;
    }

    public Frozen Freeze()
    {
        _holders++;
        return new Frozen(this, _entries, Count);
    }

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

            number = _next[number];
        }

        return number;
    }

    private void Remove(int number)
    {
        Own();
        Unlink(number);
        var place = _places[number];
        var last = --Count;
        if (place < last)
        {
            // The timer that was last in the heap takes the place, and goes up or down from there.
            var (moved, timestamp) = (_heap[last], _times[last]);
            if (place > 0 && IsBefore(moved, timestamp, (place - 1) / Arity))
            {
                MoveUp(place, moved, timestamp);
            }
            else
            {
                MoveDown(place, moved, timestamp);
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
        ref var link = ref LinkTo(last, out var isBucket);
        link = isBucket ? number + 1 : number;
        _entries[number] = _entries[last];
        _next[number] = _next[last];
        _places[number] = _places[last];
        _heap[_places[number]] = number;
    }

    private void Link(int number, TKey key, ulong hash, long timestamp)
    {
        _entries[number] = new Entry { Key = key, Hash = hash, Timestamp = timestamp };
        ref var bucket = ref _buckets[BucketOf(hash, timestamp)];
        _next[number] = bucket - 1;
        bucket = number + 1;
    }

    private void Unlink(int number)
    {
        ref var link = ref LinkTo(number, out var isBucket);
        link = isBucket ? _next[number] + 1 : _next[number];
    }

    /// <summary>What leads to an entry: its bucket, or the entry before it.</summary>
    private ref int LinkTo(int number, out bool isBucket)
    {
        ref var entry = ref _entries[number];
        ref var bucket = ref _buckets[BucketOf(entry.Hash, entry.Timestamp)];
        isBucket = bucket == number + 1;
        if (isBucket)
        {
            return ref bucket;
        }

        ref var before = ref _next[bucket - 1];
        while (before != number)
        {
            before = ref _next[before];
        }

        return ref before;
    }

    /// <summary>Whether a timer comes before the one at a place of the heap.</summary>
    private bool IsBefore(int number, long timestamp, int place)
    {
        var other = _times[place];
        return timestamp < other || (timestamp == other && _entries[number].Hash < _entries[_heap[place]].Hash);
    }

    private void MoveUp(int place, int number, long timestamp)
    {
        while (place > 0)
        {
            var parent = (place - 1) / Arity;
            if (!IsBefore(number, timestamp, parent))
            {
                break;
            }

            Put(place, _heap[parent], _times[parent]);
            place = parent;
        }

        Put(place, number, timestamp);
    }

    private void MoveDown(int place, int number, long timestamp)
    {
        var times = _times;
        for (var first = (place * Arity) + 1; first < Count; first = (place * Arity) + 1)
        {
            var (best, least) = (first, times[first]);
            var end = Math.Min(first + Arity, Count);
            for (var child = first + 1; child < end; child++)
            {
                if (times[child] < least || (times[child] == least && _entries[_heap[child]].Hash < _entries[_heap[best]].Hash))
                {
                    (best, least) = (child, times[child]);
                }
            }

            if (timestamp < least || (timestamp == least && _entries[number].Hash < _entries[_heap[best]].Hash))
            {
                break;
            }

            Put(place, _heap[best], least);
            place = best;
        }

        Put(place, number, timestamp);
    }

    private void Put(int place, int number, long timestamp)
    {
        _times[place] = timestamp;
        _heap[place] = number;
        _places[number] = place;
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
        Array.Resize(ref _places, capacity);
        Array.Resize(ref _next, capacity);
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _heap, capacity);
        var buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        if (buckets == _buckets.Length)
        {
            return;
        }

        _buckets = new int[buckets];
        for (var number = 0; number < Count; number++)
        {
            ref var bucket = ref _buckets[BucketOf(entries[number].Hash, entries[number].Timestamp)];
            _next[number] = bucket - 1;
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

    /// <summary>A timer.</summary>
    internal struct Entry
    {
        public TKey Key;
        public ulong Hash;
        public long Timestamp;
    }
}
