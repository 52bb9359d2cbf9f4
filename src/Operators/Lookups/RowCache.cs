namespace AkkaStreamProc.Operators.Lookups;

/// <summary>The rows that a subtask keeps; the one that was asked for last stands last.</summary>
/// <param name="options">How many, and for how long.</param>
internal sealed class RowCache<TKey, TRow>(LookupCache options)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byAccess = [];
    private readonly double _afterWriteMs = MillisecondsOf(options.ExpireAfterWrite);
    private readonly double _afterAccessMs = MillisecondsOf(options.ExpireAfterAccess);

    /// <summary>How many keys there are, those that have expired and were not asked for since among them.</summary>
    public int Count => _entries.Count;

    /// <param name="key">The key.</param>
    /// <param name="nowMs">The time, by a clock that never goes back.</param>
    /// <param name="found">The row of the key, or that it has none.</param>
    /// <returns>Whether it is known.</returns>
    public bool TryGet(TKey key, long nowMs, out FoundRow<TRow> found)
    {
        found = default;
        if (!_entries.TryGetValue(key, out var place))
        {
            return false;
        }

        var entry = place.Value;
        _byAccess.Remove(place);
        if (HasExpired(entry, nowMs))
        {
            _entries.Remove(key);
            return false;
        }

        entry.AccessedMs = nowMs;
        _byAccess.AddLast(place);
        found = entry.Found;
        return true;
    }

    public void Add(TKey key, FoundRow<TRow> found, long nowMs)
    {
        if (_entries.Remove(key, out var former))
        {
            _byAccess.Remove(former);
        }

        if (!found.IsFound && !options.KeepsAbsence)
        {
            return;
        }

        while (_byAccess.First is { Value: var oldest } && (_entries.Count >= options.MaxEntries || HasExpired(oldest, nowMs)))
        {
            _byAccess.RemoveFirst();
            _entries.Remove(oldest.Key);
        }

        _entries.Add(key, _byAccess.AddLast(new Entry(key, found, nowMs)));
    }

    private bool HasExpired(Entry entry, long nowMs) => nowMs - entry.WrittenMs >= _afterWriteMs || nowMs - entry.AccessedMs >= _afterAccessMs;

    private static double MillisecondsOf(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? double.PositiveInfinity : span.TotalMilliseconds;

    private sealed class Entry(TKey key, FoundRow<TRow> found, long nowMs)
    {
        public TKey Key => key;

        public FoundRow<TRow> Found => found;

        public long WrittenMs { get; } = nowMs;

        public long AccessedMs { get; set; } = nowMs;
    }
}
