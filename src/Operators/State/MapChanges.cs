namespace AkkaStreamProc.Operators.State;

/// <summary>What the call at hand has changed in maps, entry by entry.</summary>
internal sealed class MapChanges<TMapKey, TValue> : IUndoable
    where TMapKey : notnull
{
    private readonly List<(Dictionary<TMapKey, TValue> Map, TMapKey Key, bool HadValue, TValue? Former)> _changes = [];

    /// <summary>Takes note of an entry before it is changed, where that may have to be changed back.</summary>
    public void Add(CallJournal? journal, Dictionary<TMapKey, TValue> map, TMapKey key)
    {
        if (journal is null)
        {
            return;
        }

        if (_changes.Count == 0)
        {
            journal.Add(this);
        }

        _changes.Add((map, key, map.TryGetValue(key, out var former), former));
    }

    public void Undo()
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

    public void Forget() => _changes.Clear();
}
