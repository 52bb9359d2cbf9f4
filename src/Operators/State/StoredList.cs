namespace AkkaStreamProc.Operators.State;

/// <summary>A list for each key, or of a subtask as a whole, whose elements stay.</summary>
/// <param name="lists">Keeps the lists.</param>
/// <param name="check">Refuses an element that could not be written, when it is added; nothing does unless it is given.</param>
internal sealed class StoredList<T>(ValueState<List<T>> lists, Action<T>? check = null) : ListState<T>
{
    private readonly ListAdditions<T> _additions = new();

    public override int Count => lists.Value?.Count ?? 0;

    public override T this[int index] => (lists.Value ?? [])[index];

    public override void Add(T element)
    {
        check?.Invoke(element);
        var list = Own();
        _additions.Add(lists.Journal, list, 1);
        list.Add(element);
    }

    public override void AddRange(IEnumerable<T> elements)
    {
        var added = Checked(elements);
        if (added.Count > 0)
        {
            var list = Own();
            _additions.Add(lists.Journal, list, added.Count);
            list.AddRange(added);
        }
    }

    public override void Set(IEnumerable<T> elements)
    {
        var list = Checked(elements);
        if (list.Count > 0)
        {
            lists.Value = list;
        }
        else
        {
            lists.Clear();
        }
    }

    public override void Clear() => lists.Clear();

    public override IEnumerator<T> GetEnumerator() => StateWalk.Over(lists.Value ?? [], lists).GetEnumerator();

    private List<T> Checked(IEnumerable<T> elements)
    {
        List<T> list = [.. elements];
        if (check is not null)
        {
            list.ForEach(check);
        }

        return list;
    }

    private List<T> Own()
    {
        if (lists.Value is not { } list)
        {
            list = [];
            lists.Value = list;
        }

        return list;
    }
}
