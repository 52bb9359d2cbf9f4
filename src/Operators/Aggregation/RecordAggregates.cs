using System.Collections.Immutable;

namespace AkkaStreamProc.Operators.Aggregation;

/// <summary>Keeps one record.</summary>
/// <param name="isBetter">Whether a record takes the place of the one that came before it.</param>
/// <param name="verify">Throws where a record cannot be compared, of which the first would otherwise spoil those behind it.</param>
internal sealed class PickingAggregate<T>(Func<T, T, bool> isBetter, Action<T>? verify = null) : IMergingAggregateFunction<T, PickedRecord<T>, T?>
{
    public PickedRecord<T> CreateAccumulator() => default;

    public PickedRecord<T> Add(PickedRecord<T> accumulator, T record)
    {
        if (!accumulator.HasRecord)
        {
            verify?.Invoke(record);
            return new PickedRecord<T>(record);
        }

        return isBetter(record, accumulator.Record) ? new PickedRecord<T>(record) : accumulator;
    }

    public PickedRecord<T> Merge(PickedRecord<T> earlier, PickedRecord<T> later) => later.HasRecord ? Add(earlier, later.Record) : earlier;

    public T? GetResult(PickedRecord<T> accumulator) => accumulator.Record;
}

/// <summary>Keeps all records, in their order.</summary>
internal sealed class CollectingAggregate<T> : IMergingAggregateFunction<T, List<T>, ImmutableArray<T>>
{
    public List<T> CreateAccumulator() => [];

    public List<T> Add(List<T> accumulator, T record)
    {
        accumulator.Add(record);
        return accumulator;
    }

    public List<T> Merge(List<T> earlier, List<T> later)
    {
        earlier.AddRange(later);
        return earlier;
    }

    public ImmutableArray<T> GetResult(List<T> accumulator) => [.. accumulator];
}

/// <summary>Keeps the records with the largest values, the largest first, and of equals the one that came first.</summary>
internal sealed class TopAggregate<T, TValue>(int count, Func<T, TValue> by) : IMergingAggregateFunction<T, List<T>, ImmutableArray<T>>
{
    public List<T> CreateAccumulator() => [];

    public List<T> Add(List<T> accumulator, T record)
    {
        var place = PlaceOf(by(record), accumulator);
        if (place < count)
        {
            accumulator.Insert(place, record);
            if (accumulator.Count > count)
            {
                // More than one where there were to be more of them before a restart.
                accumulator.RemoveRange(count, accumulator.Count - count);
            }
        }

        return accumulator;
    }

    public List<T> Merge(List<T> earlier, List<T> later)
    {
        foreach (var record in later)
        {
            Add(earlier, record);
        }

        return earlier;
    }

    public ImmutableArray<T> GetResult(List<T> accumulator) => [.. accumulator.Take(count)];

    /// <summary>Behind all whose values are as large.</summary>
    private int PlaceOf(TValue value, List<T> records)
    {
        ValueOrder.Verify(value);
        var (from, end) = (0, records.Count);
        while (from < end)
        {
            var middle = (from + end) / 2;
            if (ValueOrder.Compare(by(records[middle]), value) >= 0)
            {
                from = middle + 1;
            }
            else
            {
                end = middle;
            }
        }

        return from;
    }
}
