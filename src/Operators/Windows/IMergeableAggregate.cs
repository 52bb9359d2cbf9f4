namespace AkkaStreamProc.Operators.Windows;

/// <summary>
/// An aggregate whose values may be taken in parts: runs of them are aggregated apart, and merged in their order, with
/// the same result however the values were divided.
/// </summary>
/// <typeparam name="TIn">What is taken of each record.</typeparam>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
/// <typeparam name="TResult">What is emitted.</typeparam>
/// <typeparam name="TPart">What is gathered of a run of values.</typeparam>
internal interface IMergeableAggregate<TIn, TAccumulator, TResult, TPart> : IAggregate<TIn, TAccumulator, TResult>, ICombiner<TIn, TPart>, IMerge<TAccumulator, TPart>;
