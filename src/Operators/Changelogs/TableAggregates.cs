using System.Numerics;
using AkkaStreamProc.Operators.Aggregation;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Counts rows.</summary>
internal sealed class CountOfRows<T> : IRetractingAggregateFunction<T, long, long>
{
    public long CreateAccumulator() => 0;

    public long Add(long accumulator, T record) => accumulator + 1;

    public long Retract(long accumulator, T record) => accumulator - 1;

    public long GetResult(long accumulator) => accumulator;
}

/// <summary>Adds numbers up; overflow of an integer fails.</summary>
internal sealed class SumOfRows<T, TNumber>(Func<T, TNumber> selector) : IRetractingAggregateFunction<T, TNumber, TNumber>
    where TNumber : struct, INumber<TNumber>
{
    public TNumber CreateAccumulator() => TNumber.Zero;

    public TNumber Add(TNumber accumulator, T record) => checked(accumulator + selector(record));

    public TNumber Retract(TNumber accumulator, T record) => checked(accumulator - selector(record));

    public TNumber GetResult(TNumber accumulator) => accumulator;
}

/// <summary>The arithmetic mean, computed in double precision.</summary>
internal sealed class AverageOfRows<T, TNumber>(Func<T, TNumber> selector) : IRetractingAggregateFunction<T, SumAndCount, double>
    where TNumber : struct, INumber<TNumber>
{
    public SumAndCount CreateAccumulator() => default;

    public SumAndCount Add(SumAndCount accumulator, T record) =>
        new() { Sum = accumulator.Sum + double.CreateChecked(selector(record)), Count = accumulator.Count + 1 };

    public SumAndCount Retract(SumAndCount accumulator, T record) =>
        new() { Sum = accumulator.Sum - double.CreateChecked(selector(record)), Count = accumulator.Count - 1 };

    public double GetResult(SumAndCount accumulator) => accumulator.Sum / accumulator.Count;
}

/// <summary>The smallest or largest value of rows that stay.</summary>
internal sealed class ExtremeOfStayingRows<T, TValue>(Func<T, TValue> selector, bool isLargest) : IAggregateFunction<T, PickedRecord<TValue>, TValue>
{
    public PickedRecord<TValue> CreateAccumulator() => default;

    public PickedRecord<TValue> Add(PickedRecord<TValue> accumulator, T record)
    {
        var value = selector(record);
        if (!accumulator.HasRecord)
        {
            ValueOrder.Verify(value);
            return new PickedRecord<TValue>(value);
        }

        var difference = ValueOrder.Compare(value, accumulator.Record);
        return (isLargest ? difference > 0 : difference < 0) ? new PickedRecord<TValue>(value) : accumulator;
    }

    public TValue GetResult(PickedRecord<TValue> accumulator) => accumulator.Record;
}

/// <summary>The smallest or largest value of rows that may go: all values are kept.</summary>
internal sealed class ExtremeOfRows<T, TValue>(Func<T, TValue> selector, bool isLargest) : IRetractingAggregateFunction<T, CountedValues<TValue>, TValue>
{
    public CountedValues<TValue> CreateAccumulator() => new();

    public CountedValues<TValue> Add(CountedValues<TValue> accumulator, T record)
    {
        accumulator.Add(selector(record));
        return accumulator;
    }

    public CountedValues<TValue> Retract(CountedValues<TValue> accumulator, T record)
    {
        accumulator.Remove(selector(record));
        return accumulator;
    }

    public TValue GetResult(CountedValues<TValue> accumulator) =>
        accumulator.Count == 0 ? default! : isLargest ? accumulator.Last : accumulator.First;
}

/// <summary>Counts the different values of rows that may go.</summary>
internal sealed class DistinctOfRows<T, TValue>(Func<T, TValue> selector) : IRetractingAggregateFunction<T, Dictionary<Present<TValue>, long>, long>
{
    public Dictionary<Present<TValue>, long> CreateAccumulator() => [];

    public Dictionary<Present<TValue>, long> Add(Dictionary<Present<TValue>, long> accumulator, T record)
    {
        var value = new Present<TValue>(selector(record));
        accumulator[value] = accumulator.GetValueOrDefault(value) + 1;
        return accumulator;
    }

    public Dictionary<Present<TValue>, long> Retract(Dictionary<Present<TValue>, long> accumulator, T record)
    {
        var value = new Present<TValue>(selector(record));
        if (accumulator.TryGetValue(value, out var count) && count > 1)
        {
            accumulator[value] = count - 1;
        }
        else
        {
            accumulator.Remove(value);
        }

        return accumulator;
    }

    public long GetResult(Dictionary<Present<TValue>, long> accumulator) => accumulator.Count;
}

/// <summary>A value that may be null, as the key of a dictionary.</summary>
internal readonly record struct Present<TValue>(TValue Value);
