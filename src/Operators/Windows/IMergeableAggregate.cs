namespace AkkaStreamProc.Operators.Windows;

/// <summary>
/// An aggregate whose values may be taken in parts: runs of them are aggregated apart, and merged in their order, with
/// the same result however the values were divided.
/// </summary>
/// <inheritdoc/>
internal interface IMergeableAggregate<TIn, TAccumulator, TResult, TPart> : IAggregate<TIn, TAccumulator, TResult>, ICombiner<TIn, TPart>
{
    /// <summary>Begins with the first part of a key.</summary>
    void Start(out TAccumulator accumulator, in TPart part);

    /// <summary>Takes a part of values that came after those of the accumulator.</summary>
    void Merge(ref TAccumulator accumulator, in TPart part);
}
