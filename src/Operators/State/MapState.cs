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
/// <para>Where entries expire, <see cref="Count"/> looks at each.</para>
/// </remarks>
public abstract class MapState<TMapKey, TValue> : IReadOnlyDictionary<TMapKey, TValue>
    where TMapKey : notnull
{
    private protected MapState()
    {
    }

    /// <summary>How many entries the map of the key at hand has.</summary>
    public abstract int Count { get; }

    /// <summary>The keys of the map.</summary>
    public IEnumerable<TMapKey> Keys => this.Select(entry => entry.Key);

    /// <summary>The values of the map.</summary>
    public IEnumerable<TValue> Values => this.Select(entry => entry.Value);

    /// <summary>The value of a key of the map.</summary>
    /// <exception cref="KeyNotFoundException">On reading: the map has no such key.</exception>
    public abstract TValue this[TMapKey key] { get; set; }

    /// <summary>Whether the map has a key. (No reading, where entries expire some time after they were read.)</summary>
    public abstract bool ContainsKey(TMapKey key);

    /// <summary>The value of a key of the map, if it has it.</summary>
    public abstract bool TryGetValue(TMapKey key, [MaybeNullWhen(false)] out TValue value);

    /// <summary>Removes an entry of the map.</summary>
    /// <returns>Whether it had one.</returns>
    public abstract bool Remove(TMapKey key);

    /// <summary>Removes all entries of the map of the key at hand.</summary>
    public abstract void Clear();

    /// <summary>Walks the entries of the map of the key at hand.</summary>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public abstract IEnumerator<KeyValuePair<TMapKey, TValue>> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
