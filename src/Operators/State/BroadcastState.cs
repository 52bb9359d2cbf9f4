using System.Collections;
using System.Diagnostics.CodeAnalysis;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>A map that every subtask of an operator has a copy of: what the records of a broadcast stream have made of it.</summary>
/// <typeparam name="TKey">The type of the map's keys.</typeparam>
/// <typeparam name="TValue">The type of the map's values, which are the records of the stream.</typeparam>
/// <remarks>
/// <para>
/// It belongs to no key. Calls for records of the broadcast stream change it; all others read it, and change neither the map nor what
/// is in it, or the copies would differ. Entries come in no particular order. While they are walked, entries may be removed, and
/// none added.
/// </para>
/// <para>Where a call throws and the operator goes on, the map is as it was before the call.</para>
/// </remarks>
public sealed class BroadcastState<TKey, TValue> : IReadOnlyDictionary<TKey, TValue>, IUndoable
    where TKey : notnull
{
    private readonly BroadcastTable<TKey, TValue> _table;
    private readonly CurrentCall _call;
    private readonly Func<TValue, TKey> _keyOf;
    private readonly Func<TValue, bool>? _isRemoval;

    // What the call at hand has changed.
    private readonly List<(TKey Key, bool HadValue, TValue? Former)> _changes = [];

    /// <param name="table">Keeps the entries.</param>
    /// <param name="call">The call at hand.</param>
    /// <param name="keyOf">From a record to its key.</param>
    /// <param name="isRemoval">Whether a record removes its key; none does where it is not given.</param>
    internal BroadcastState(BroadcastTable<TKey, TValue> table, CurrentCall call, Func<TValue, TKey> keyOf, Func<TValue, bool>? isRemoval) =>
        (_table, _call, _keyOf, _isRemoval) = (table, call, keyOf, isRemoval);

    /// <summary>How many entries there are.</summary>
    public int Count
    {
        get
        {
            _call.VerifyCall();
            return _table.Count;
        }
    }

    /// <summary>The keys.</summary>
    public IEnumerable<TKey> Keys => this.Select(entry => entry.Key);

    /// <summary>The values.</summary>
    public IEnumerable<TValue> Values => this.Select(entry => entry.Value);

    /// <summary>The value of a key.</summary>
    /// <exception cref="KeyNotFoundException">On reading: there is no such key.</exception>
    /// <exception cref="StreamProcessingException">On writing: no record of the broadcast stream is at hand, or the value cannot be kept.</exception>
    public TValue this[TKey key]
    {
        get => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The broadcast state '{_table.Name}' has no entry for the key '{key}'.");

        set
        {
            ArgumentNullException.ThrowIfNull(key);
            _call.VerifyKeyless();
            _table.Check(key, value);
            Remember(key);
            _table.Set(key, value);
        }
    }

    /// <summary>Does what was declared for a record of the broadcast stream: sets it under its key, or removes its key.</summary>
    /// <exception cref="StreamProcessingException">No record of the broadcast stream is at hand, or the value cannot be kept.</exception>
    public void Apply(TValue record)
    {
        var key = _keyOf(record);
        if (_isRemoval?.Invoke(record) ?? false)
        {
            Remove(key);
        }
        else
        {
            this[key] = record;
        }
    }

    /// <summary>Whether there is a key.</summary>
    public bool ContainsKey(TKey key) => TryGetValue(key, out _);

    /// <summary>The value of a key, if there is one.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        _call.VerifyCall();
        return _table.TryGet(key, out value);
    }

    /// <summary>Removes an entry.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="StreamProcessingException">No record of the broadcast stream is at hand.</exception>
    public bool Remove(TKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _call.VerifyKeyless();
        Remember(key);
        return _table.Remove(key);
    }

    /// <summary>Removes all entries.</summary>
    /// <exception cref="StreamProcessingException">No record of the broadcast stream is at hand.</exception>
    public void Clear()
    {
        _call.VerifyKeyless();
        foreach (var key in Keys.ToList())
        {
            Remove(key);
        }
    }

    /// <summary>Walks the entries.</summary>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    /// <exception cref="InvalidOperationException">An entry was added meanwhile.</exception>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() =>
        StateWalk.Over(_table.Entries(), () => _call.CallAtHand, $"The broadcast state '{_table.Name}'").GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IUndoable.Undo()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (key, hadValue, former) = _changes[i];
            if (hadValue)
            {
                _table.Set(key, former!);
            }
            else
            {
                _table.Remove(key);
            }
        }

        _changes.Clear();
    }

    void IUndoable.Forget() => _changes.Clear();

    private void Remember(TKey key)
    {
        if (_call.Journal is not { } journal)
        {
            return;
        }

        if (_changes.Count == 0)
        {
            journal.Add(this);
        }

        _changes.Add((key, _table.TryGet(key, out var former), former));
    }
}
