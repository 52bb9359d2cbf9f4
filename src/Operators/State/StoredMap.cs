using System.Diagnostics.CodeAnalysis;

namespace AkkaStreamProc.Operators.State;

/// <summary>A map for each key, whose entries stay.</summary>
/// <param name="maps">Keeps the maps.</param>
internal sealed class StoredMap<TMapKey, TValue>(ValueState<Dictionary<TMapKey, TValue>> maps) : MapState<TMapKey, TValue>
    where TMapKey : notnull
{
    private readonly MapChanges<TMapKey, TValue> _changes = new();

    public override int Count => maps.Value?.Count ?? 0;

    private Dictionary<TMapKey, TValue> Map => maps.Value ?? [];

    public override TValue this[TMapKey key]
    {
        get => Map[key];

        set
        {
            if (maps.Value is not { } map)
            {
                map = [];
                maps.Value = map;
            }

            _changes.Add(maps.Journal, map, key);
            map[key] = value;
        }
    }

    public override bool ContainsKey(TMapKey key) => maps.Value?.ContainsKey(key) ?? false;

    public override bool TryGetValue(TMapKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (maps.Value is { } map)
        {
            return map.TryGetValue(key, out value);
        }

        value = default;
        return false;
    }

    public override bool Remove(TMapKey key)
    {
        if (maps.Value is not { } map || !map.ContainsKey(key))
        {
            return false;
        }

        _changes.Add(maps.Journal, map, key);
        map.Remove(key);
        if (map.Count == 0)
        {
            maps.Clear();
        }

        return true;
    }

    public override void Clear() => maps.Clear();

    public override IEnumerator<KeyValuePair<TMapKey, TValue>> GetEnumerator() => StateWalk.Over(Map, maps).GetEnumerator();
}
