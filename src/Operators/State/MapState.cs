using System.Collections;
using System.Diagnostics.CodeAnalysis;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>A map for each key. A handle: it stands for the map of the key at hand, which is empty at first.</summary>
/// <typeparam name="TMapKey">The type of the map's keys, which need equality and a hash by value.</typeparam>
/// <typeparam name="TValue">The type of the map's values.</typeparam>
/// <remarks>
/// <para>Entries come in no particular order. While they are walked, entries may be removed, and none added or set.</para>
/// <para>After changing a value in place, set it again: only values that were set are kept for certain.</para>
/// </remarks>
public sealed class MapState<TMapKey, TValue> : IReadOnlyDictionary<TMapKey, TValue>, IUndoable
    where TMapKey : notnull
{
    private readonly ValueState<Dictionary<TMapKey, TValue>> _maps;

    // What the call at hand has changed, in which map.
    private readonly List<(Dictionary<TMapKey, TValue> Map, TMapKey Key, bool HadValue, TValue? Former)> _changes = [];

    internal MapState(ValueState<Dictionary<TMapKey, TValue>> maps) => _maps = maps;

    /// <summary>How many entries the map of the key at hand has.</summary>
    public int Count => _maps.Value?.Count ?? 0;

    /// <summary>The keys of the map.</summary>
    public IEnumerable<TMapKey> Keys => this.Select(entry => entry.Key);

    /// <summary>The values of the map.</summary>
    public IEnumerable<TValue> Values => this.Select(entry => entry.Value);

    private Dictionary<TMapKey, TValue> Map => _maps.Value ?? [];

    /// <summary>The value of a key of the map.</summary>
    /// <exception cref="KeyNotFoundException">On reading: the map has no such key.</exception>
    public TValue this[TMapKey key]
    {
        get => Map[key];

        set
        {
            if (_maps.Value is not { } map)
            {
                map = [];
                _maps.Value = map;
            }

            Remember(map, key);
            map[key] = value;
        }
    }

    /// <summary>Whether the map has a key.</summary>
    public bool ContainsKey(TMapKey key) => _maps.Value?.ContainsKey(key) ?? false;

    /// <summary>The value of a key of the map, if it has it.</summary>
    public bool TryGetValue(TMapKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_maps.Value is { } map)
        {
            return map.TryGetValue(key, out value);
        }

        value = default;
        return false;
    }

    /// <summary>Removes an entry of the map.</summary>
    /// <returns>Whether it had one.</returns>
    public bool Remove(TMapKey key)
    {
        if (_maps.Value is not { } map || !map.ContainsKey(key))
        {
            return false;
        }

        Remember(map, key);
        map.Remove(key);
        if (map.Count == 0)
        {
            _maps.Clear();
        }

        return true;
    }

    /// <summary>Removes all entries of the map of the key at hand.</summary>
    public void Clear() => _maps.Clear();

    /// <summary>Walks the entries of the map of the key at hand.</summary>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public IEnumerator<KeyValuePair<TMapKey, TValue>> GetEnumerator() => StateWalk.Over(Map, _maps).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IUndoable.Undo()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (map, key, hadValue, former) = _changes[i];
            if (hadValue)
            {
                map[key] = former!;
            }
            else
            {
                map.Remove(key);
            }
        }

        _changes.Clear();
    }

    void IUndoable.Forget() => _changes.Clear();

    private void Remember(Dictionary<TMapKey, TValue> map, TMapKey key)
    {
        if (_maps.Journal is not { } journal)
        {
            return;
        }

        if (_changes.Count == 0)
        {
            journal.Add(this);
        }

        _changes.Add((map, key, map.TryGetValue(key, out var former), former));
    }
}
