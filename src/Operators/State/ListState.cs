using System.Collections;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>A list for each key. A handle: it stands for the list of the key at hand, which is empty at first.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public sealed class ListState<T> : IReadOnlyList<T>, IUndoable
{
    private readonly ValueState<List<T>> _lists;

    // How many elements each list had that the call at hand has added to.
    private readonly List<(List<T> List, int Count)> _changes = [];

    internal ListState(ValueState<List<T>> lists) => _lists = lists;

    /// <summary>How many elements the list of the key at hand has.</summary>
    public int Count => _lists.Value?.Count ?? 0;

    /// <summary>The element at a place, from 0 on.</summary>
    public T this[int index] => (_lists.Value ?? [])[index];

    /// <summary>Adds an element at the end.</summary>
    public void Add(T element) => ToAdd().Add(element);

    /// <summary>Adds elements at the end.</summary>
    public void AddRange(IEnumerable<T> elements)
    {
        List<T> added = [.. elements];
        if (added.Count > 0)
        {
            ToAdd().AddRange(added);
        }
    }

    /// <summary>Replaces all elements.</summary>
    public void Set(IEnumerable<T> elements)
    {
        List<T> list = [.. elements];
        if (list.Count > 0)
        {
            _lists.Value = list;
        }
        else
        {
            _lists.Clear();
        }
    }

    /// <summary>Removes all elements of the list of the key at hand.</summary>
    public void Clear() => _lists.Clear();

    /// <summary>Walks the elements in the order in which they were added.</summary>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public IEnumerator<T> GetEnumerator() => StateWalk.Over(_lists.Value ?? [], _lists).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IUndoable.Undo()
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (list, count) = _changes[i];
            list.RemoveRange(count, list.Count - count);
        }

        _changes.Clear();
    }

    void IUndoable.Forget() => _changes.Clear();

    private List<T> ToAdd()
    {
        if (_lists.Value is not { } list)
        {
            list = [];
            _lists.Value = list;
        }

        if (_lists.Journal is { } journal)
        {
            if (_changes.Count == 0)
            {
                journal.Add(this);
            }

            _changes.Add((list, list.Count));
        }

        return list;
    }
}
