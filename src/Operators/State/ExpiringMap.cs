using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Operators.State;

/// <summary>A map for each key, whose entries expire one by one.</summary>
/// <remarks>
/// <para>
/// With each entry is kept since when its time counts, and with the map since when that of its youngest entry does: where that is
/// over the map is, so a sweep need not look into it. An entry that is over is as if it were not there. It is removed where its value is asked for,
/// and left by <see cref="ContainsKey"/>, <see cref="Count"/> and walks.
/// </para>
/// <para>
/// Before a map grows, what is over in it goes, and it grows where that is less than a quarter of it. So it has at the most as much
/// room as its live entries have had at one time twice, and an addition costs as much as any.
/// </para>
/// </remarks>
/// <param name="maps">Keeps the maps.</param>
/// <param name="ttl">When entries expire.</param>
/// <param name="now">The clock, in milliseconds, which never goes back and stands within a call.</param>
internal sealed class ExpiringMap<TMapKey, TValue>(ValueState<Timed<Dictionary<TMapKey, Timed<TValue>>>> maps, Ttl ttl, Func<long> now) : MapState<TMapKey, TValue>
    where TMapKey : notnull
{
    private const int RoomToGoOn = 4;

    private readonly MapChanges<TMapKey, Timed<TValue>> _changes = new();

    public override int Count => maps.Value.Value is { } map ? map.Values.Count(timed => !IsGone(timed)) : 0;

    public override TValue this[TMapKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The map has no entry for the key '{key}'.");

        set
        {
            var map = maps.Value.Value ?? [];
            var isThere = map.TryGetValue(key, out var former) && !IsGone(former);
            MakeRoom(map);
            Put(map, key, new Timed<TValue> { Value = value, Since = ttl.Start == TtlStart.Create && isThere ? former.Since : now() });
        }
    }

    public override bool ContainsKey(TMapKey key) => maps.Value.Value is { } map && map.TryGetValue(key, out var timed) && !IsGone(timed);

    public override bool TryGetValue(TMapKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (maps.Value.Value is not { } map || !map.TryGetValue(key, out var timed))
        {
            return false;
        }

        if (IsGone(timed))
        {
            Drop(map, key);
            return false;
        }

        Touch(map, key, timed);
        value = timed.Value;
        return true;
    }

    public override bool Remove(TMapKey key)
    {
        if (maps.Value.Value is not { } map || !map.TryGetValue(key, out var timed))
        {
            return false;
        }

        Drop(map, key);
        return !IsGone(timed);
    }

    public override void Clear() => maps.Clear();

    public override IEnumerator<KeyValuePair<TMapKey, TValue>> GetEnumerator()
    {
        var map = maps.Value.Value ?? [];
        var entries = StateWalk.Over(map, maps);
        return Walk();

        IEnumerator<KeyValuePair<TMapKey, TValue>> Walk()
        {
            foreach (var (key, timed) in entries)
            {
                if (!IsGone(timed))
                {
                    Touch(map, key, timed);
                    yield return new KeyValuePair<TMapKey, TValue>(key, timed.Value);
                }
            }
        }
    }

    /// <summary>The entries that are not over at a moment, of what was kept.</summary>
    public static IReadOnlyDictionary<TMapKey, TValue> Read(Timed<Dictionary<TMapKey, Timed<TValue>>> stored, Ttl ttl, long now) =>
        stored.Value.Where(entry => now - entry.Value.Since < ttl.DurationMs).ToDictionary(entry => entry.Key, entry => entry.Value.Value);

    private bool IsGone(Timed<TValue> timed) => now() - timed.Since >= ttl.DurationMs;

    /// <summary>An entry was read.</summary>
    private void Touch(Dictionary<TMapKey, Timed<TValue>> map, TMapKey key, Timed<TValue> timed)
    {
        // A walk goes on in what was cleared meanwhile, which is not to come back by being read.
        if (ttl.Start == TtlStart.Access && timed.Since != now() && ReferenceEquals(maps.Value.Value, map))
        {
            // The value of a key that is there may be set while entries are walked.
            Put(map, key, timed with { Since = now() });
        }
    }

    private void Put(Dictionary<TMapKey, Timed<TValue>> map, TMapKey key, Timed<TValue> timed)
    {
        var kept = maps.Value;
        if (kept.Value is null || kept.Since < timed.Since)
        {
            maps.Value = new Timed<Dictionary<TMapKey, Timed<TValue>>> { Value = map, Since = timed.Since };
        }

        _changes.Add(maps.Journal, map, key);
        map[key] = timed;
    }

    private void Drop(Dictionary<TMapKey, Timed<TValue>> map, TMapKey key)
    {
        _changes.Add(maps.Journal, map, key);
        map.Remove(key);
        if (map.Count == 0)
        {
            maps.Clear();
        }
    }

    private void MakeRoom(Dictionary<TMapKey, Timed<TValue>> map)
    {
        var room = map.EnsureCapacity(0);
        if (map.Count < room || room == 0)
        {
            return;
        }

        foreach (var (key, timed) in map)
        {
            if (IsGone(timed))
            {
                _changes.Add(maps.Journal, map, key);
                map.Remove(key);
            }
        }

        if (map.Count > room - (room / RoomToGoOn))
        {
            map.EnsureCapacity(room * 2);
        }
    }
}
