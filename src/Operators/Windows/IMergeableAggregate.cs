namespace AkkaStreamProc.Operators.Windows;

/// <summary>
/// An aggregate whose values may be taken in parts: runs of them are aggregated apart, and merged in their order, with
/// the same result however the values were divided.
/// </summary>
/// <inheritdoc/>
internal interface IMergeableAggregate<TIn, TAccumulator, TResult> : IAggregate<TIn, TAccumulator, TResult>
{
    /// <summary>Takes a further value into a part.</summary>
    /// <returns>Whether it could; otherwise the part is unchanged and the value belongs into another one.</returns>
    bool TryAdd(ref TAccumulator part, TIn value);

    /// <summary>Takes a part of values that came after those of the accumulator.</summary>
    void Merge(ref TAccumulator accumulator, in TAccumulator part);
}
