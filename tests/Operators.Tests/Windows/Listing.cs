namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>Lists amounts in an accumulator that is changed in place, so that every snapshot needs its own copy.</summary>
/// <param name="isSorted">Whether the result is in the order of the amounts, not in that in which they were added and merged.</param>
internal sealed class Listing(bool isSorted = false) : IMergingAggregateFunction<Sale, List<long>, string>
{
    public List<long> CreateAccumulator() => [];

    public List<long> Add(List<long> amounts, Sale sale)
    {
        amounts.Add(sale.Amount);
        return amounts;
    }

    public List<long> Merge(List<long> earlier, List<long> later)
    {
        earlier.AddRange(later);
        return earlier;
    }

    public string GetResult(List<long> amounts) => string.Join<long>(",", isSorted ? amounts.Order() : amounts);
}
