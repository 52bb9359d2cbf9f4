using System.Collections;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>A list for each key. A handle: it stands for the list of the key at hand, which is empty at first.</summary>
/// <typeparam name="T">The type of the elements.</typeparam>
public abstract class ListState<T> : IReadOnlyList<T>
{
    private protected ListState()
    {
    }

    /// <summary>How many elements the list of the key at hand has.</summary>
    public abstract int Count { get; }

    /// <summary>The element at a place, from 0 on.</summary>
    public abstract T this[int index] { get; }

    /// <summary>Adds an element at the end.</summary>
    public abstract void Add(T element);

    /// <summary>Adds elements at the end.</summary>
    public abstract void AddRange(IEnumerable<T> elements);

    /// <summary>Replaces all elements.</summary>
    public abstract void Set(IEnumerable<T> elements);

    /// <summary>Removes all elements of the list of the key at hand.</summary>
    public abstract void Clear();

    /// <summary>Walks the elements in the order in which they were added.</summary>
    /// <exception cref="StreamProcessingException">The walk goes on outside the call in which it began.</exception>
    public abstract IEnumerator<T> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
