using AkkaStreamProc.Operators.Aggregation;

namespace AkkaStreamProc;

/// <summary>The different values of the rows of a table in order, and how often there is each: what a minimum is found in when rows go. Its content is the aggregate's own.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
public sealed class CountedValues<T>
{
    private readonly Operators.Changelogs.SortedPages<Counted> _values = new();

    internal CountedValues()
    {
    }

    /// <summary>How many different values there are.</summary>
    internal int Count => _values.Count;

    internal T First => _values[0].Value;

    internal T Last => _values[_values.Count - 1].Value;

    internal void Add(T value)
    {
        var item = new Counted { Value = value, Count = 1 };
        var (index, isThere) = _values.Find(item, default(Order));
        if (isThere)
        {
            _values.Replace(item with { Count = _values[index].Count + 1 }, default(Order));
        }
        else
        {
            _values.Insert(item, default(Order));
        }
    }

    /// <summary>Takes a value back, if there is one.</summary>
    internal void Remove(T value)
    {
        var item = new Counted { Value = value };
        var (index, isThere) = _values.Find(item, default(Order));
        if (isThere && _values[index].Count > 1)
        {
            _values.Replace(item with { Count = _values[index].Count - 1 }, default(Order));
        }
        else
        {
            _values.Remove(item, default(Order));
        }
    }

    private struct Counted
    {
        public T Value;

        public long Count;
    }

    private readonly struct Order : IComparer<Counted>
    {
        public int Compare(Counted one, Counted other) => ValueOrder.Compare(one.Value, other.Value);
    }
}
