namespace AkkaStreamProc.Operators.Windows;

/// <summary>How accumulators of stretches of time become one, in the order of time.</summary>
/// <typeparam name="TAccumulator">What is kept for a key and a stretch of time.</typeparam>
internal interface IAccumulatorMerge<TAccumulator>
{
    /// <summary>Whether accumulators can be merged; otherwise the other members must not be called.</summary>
    bool CanMerge { get; }

    /// <summary>An accumulator that can be changed while the given one stays as it is.</summary>
    TAccumulator Copy(in TAccumulator accumulator);

    /// <summary>Takes in what was gathered behind <paramref name="earlier"/>; <paramref name="later"/> stays as it is.</summary>
    void Merge(ref TAccumulator earlier, in TAccumulator later);
}
