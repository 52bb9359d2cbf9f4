using System.Numerics;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Aggregation;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Counts records and looks at nothing of them.</summary>
internal readonly struct CountAggregate : IMergeableAggregate<byte, long, long, long>
{
    public void Start(ref long accumulator, byte value) => accumulator = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref long accumulator, byte value) => accumulator++;

    public void StartPart(ref long part, byte value) => part = 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ref long part, byte value)
    {
        part++;
        return true;
    }

    public long CountOf(in long part) => part;

    public void Start(out long accumulator, in long part) => accumulator = part;

    public bool CanMerge => true;

    public long Copy(in long accumulator) => accumulator;

    public void Merge(ref long accumulator, in long part) => accumulator += part;

    public long Result(in long accumulator) => accumulator;
}

/// <summary>Adds numbers up; overflow of an integer fails the attempt.</summary>
/// <remarks>Only sums of integers may be merged: those of fractions are rounded, and differ by how the values were divided.</remarks>
internal readonly struct SumAggregate<TNumber> : IMergeableAggregate<TNumber, TNumber, TNumber, CountedPart<TNumber>>
    where TNumber : struct, INumber<TNumber>
{
    public void Start(ref TNumber accumulator, TNumber value) => accumulator = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref TNumber accumulator, TNumber value) => accumulator = checked(accumulator + value);

    public void StartPart(ref CountedPart<TNumber> part, TNumber value) => part = new CountedPart<TNumber> { Value = value, Count = 1 };

    // The sum of a part may overflow where that of the whole does not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ref CountedPart<TNumber> part, TNumber value)
    {
        var sum = unchecked(part.Value + value);
        if (TNumber.IsNegative(value) ? sum > part.Value : sum < part.Value)
        {
            return false;
        }

        part.Value = sum;
        part.Count++;
        return true;
    }

    public long CountOf(in CountedPart<TNumber> part) => part.Count;

    public void Start(out TNumber accumulator, in CountedPart<TNumber> part) => accumulator = part.Value;

    public bool CanMerge => true;

    public TNumber Copy(in TNumber accumulator) => accumulator;

    public void Merge(ref TNumber earlier, in TNumber later) => Add(ref earlier, later);

    public void Merge(ref TNumber accumulator, in CountedPart<TNumber> part) => Add(ref accumulator, part.Value);

    public TNumber Result(in TNumber accumulator) => accumulator;
}

/// <summary>Keeps the smallest value.</summary>
internal readonly struct MinAggregate<TValue> : IMergeableAggregate<TValue, TValue, TValue, CountedPart<TValue>>
{
    public void Start(ref TValue accumulator, TValue value) => accumulator = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref TValue accumulator, TValue value)
    {
        if (ValueOrder.Compare(value, accumulator) < 0)
        {
            accumulator = value;
        }
    }

    public void StartPart(ref CountedPart<TValue> part, TValue value) => part = new CountedPart<TValue> { Value = value, Count = 1 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ref CountedPart<TValue> part, TValue value)
    {
        Add(ref part.Value, value);
        part.Count++;
        return true;
    }

    public long CountOf(in CountedPart<TValue> part) => part.Count;

    public void Start(out TValue accumulator, in CountedPart<TValue> part) => accumulator = part.Value;

    public bool CanMerge => true;

    public TValue Copy(in TValue accumulator) => accumulator;

    public void Merge(ref TValue earlier, in TValue later) => Add(ref earlier, later);

    public void Merge(ref TValue accumulator, in CountedPart<TValue> part) => Add(ref accumulator, part.Value);

    public TValue Result(in TValue accumulator) => accumulator;
}

/// <summary>Keeps the largest value.</summary>
internal readonly struct MaxAggregate<TValue> : IMergeableAggregate<TValue, TValue, TValue, CountedPart<TValue>>
{
    public void Start(ref TValue accumulator, TValue value) => accumulator = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref TValue accumulator, TValue value)
    {
        if (ValueOrder.Compare(value, accumulator) > 0)
        {
            accumulator = value;
        }
    }

    public void StartPart(ref CountedPart<TValue> part, TValue value) => part = new CountedPart<TValue> { Value = value, Count = 1 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(ref CountedPart<TValue> part, TValue value)
    {
        Add(ref part.Value, value);
        part.Count++;
        return true;
    }

    public long CountOf(in CountedPart<TValue> part) => part.Count;

    public void Start(out TValue accumulator, in CountedPart<TValue> part) => accumulator = part.Value;

    public bool CanMerge => true;

    public TValue Copy(in TValue accumulator) => accumulator;

    public void Merge(ref TValue earlier, in TValue later) => Add(ref earlier, later);

    public void Merge(ref TValue accumulator, in CountedPart<TValue> part) => Add(ref accumulator, part.Value);

    public TValue Result(in TValue accumulator) => accumulator;
}

/// <summary>The sum and the number of values, of which the average is made.</summary>
internal struct SumAndCount
{
    public double Sum;
    public long Count;
}

/// <summary>The arithmetic mean, computed in double precision.</summary>
internal readonly struct AverageAggregate<TNumber> : IAggregate<TNumber, SumAndCount, double>
    where TNumber : struct, INumber<TNumber>
{
    public void Start(ref SumAndCount accumulator, TNumber value) =>
        accumulator = new SumAndCount { Sum = double.CreateChecked(value), Count = 1 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ref SumAndCount accumulator, TNumber value)
    {
        accumulator.Sum += double.CreateChecked(value);
        accumulator.Count++;
    }

    public bool CanMerge => true;

    public SumAndCount Copy(in SumAndCount accumulator) => accumulator;

    public void Merge(ref SumAndCount earlier, in SumAndCount later)
    {
        earlier.Sum += later.Sum;
        earlier.Count += later.Count;
    }

    public double Result(in SumAndCount accumulator) => accumulator.Sum / accumulator.Count;
}
