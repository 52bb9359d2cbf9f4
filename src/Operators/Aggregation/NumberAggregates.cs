using System.Collections.Immutable;
using System.Numerics;

namespace AkkaStreamProc.Operators.Aggregation;

/// <summary>Computes how far numbers deviate from their mean, in double precision.</summary>
internal sealed class DeviationAggregate<T, TNumber>(Func<T, TNumber> selector, Func<Moments, double> outcome) : IMergingAggregateFunction<T, Moments, double>
    where TNumber : struct, INumber<TNumber>
{
    public Moments CreateAccumulator() => default;

    public Moments Add(Moments accumulator, T record)
    {
        accumulator.Add(double.CreateChecked(selector(record)));
        return accumulator;
    }

    public Moments Merge(Moments earlier, Moments later)
    {
        earlier.Merge(later);
        return earlier;
    }

    public double GetResult(Moments accumulator) => outcome(accumulator);
}

/// <summary>Finds quantiles in a sketch.</summary>
internal sealed class QuantileAggregate<T, TNumber>(Func<T, TNumber> selector, ImmutableArray<double> quantiles, double error)
    : IMergingAggregateFunction<T, QuantileSketch, ImmutableArray<double>>
    where TNumber : struct, INumber<TNumber>
{
    public QuantileSketch CreateAccumulator() => new(error);

    public QuantileSketch Add(QuantileSketch accumulator, T record)
    {
        accumulator.Add(double.CreateChecked(selector(record)));
        return accumulator;
    }

    public QuantileSketch Merge(QuantileSketch earlier, QuantileSketch later)
    {
        earlier.Merge(later);
        return earlier;
    }

    public ImmutableArray<double> GetResult(QuantileSketch accumulator) => [.. quantiles.Select(accumulator.Find)];
}
