namespace AkkaStreamProc.Operators.State;

/// <summary>What the call at hand has added to lists.</summary>
internal sealed class ListAdditions<T> : IUndoable
{
    private readonly List<(List<T> List, int Count)> _additions = [];

    /// <summary>Takes note of elements before they are added at the end, where they may have to be removed again.</summary>
    public void Add(CallJournal? journal, List<T> list, int count)
    {
        if (journal is null)
        {
            return;
        }

        if (_additions.Count == 0)
        {
            journal.Add(this);
        }

        _additions.Add((list, count));
    }

    public void Undo()
    {
        for (var i = _additions.Count - 1; i >= 0; i--)
        {
            var (list, count) = _additions[i];
            list.RemoveRange(list.Count - count, count);
        }

        _additions.Clear();
    }

    public void Forget() => _additions.Clear();
}
