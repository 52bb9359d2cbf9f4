using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Aggregation;

/// <summary>Counts the different values exactly, by keeping them.</summary>
internal sealed class DistinctAggregate<T, TValue>(Func<T, TValue> selector) : IMergingAggregateFunction<T, HashSet<TValue>, long>
{
    public HashSet<TValue> CreateAccumulator() => [];

    public HashSet<TValue> Add(HashSet<TValue> accumulator, T record)
    {
        accumulator.Add(selector(record));
        return accumulator;
    }

    public HashSet<TValue> Merge(HashSet<TValue> earlier, HashSet<TValue> later)
    {
        earlier.UnionWith(later);
        return earlier;
    }

    public long GetResult(HashSet<TValue> accumulator) => accumulator.Count;
}

/// <summary>Counts the different values approximately, in a sketch.</summary>
internal sealed class ApproximatelyDistinctAggregate<T, TValue>(Func<T, TValue> selector, int precision) : IMergingAggregateFunction<T, DistinctSketch, long>
{
    public DistinctSketch CreateAccumulator() => new(precision);

    public DistinctSketch Add(DistinctSketch accumulator, T record)
    {
        var value = selector(record);

        // A null has a hash, too, which the constraint does not say.
#pragma warning disable CS8714
        var hash = KeyHash<TValue>.Of(value);
#pragma warning restore CS8714

        // Once more, so that the hash by which the records were sent here says nothing of the register, and that of a null, which is 0,
        // is like any other.
        accumulator.Add(KeyHash.OfInteger((long)hash));
        return accumulator;
    }

    public DistinctSketch Merge(DistinctSketch earlier, DistinctSketch later)
    {
        earlier.Merge(later);
        return earlier;
    }

    public long GetResult(DistinctSketch accumulator) => accumulator.Count;
}
