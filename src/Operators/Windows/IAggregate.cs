namespace AkkaStreamProc.Operators.Windows;

/// <summary>How records become a result.</summary>
/// <typeparam name="TIn">What is taken of each record.</typeparam>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
/// <typeparam name="TResult">What is emitted.</typeparam>
internal interface IAggregate<TIn, TAccumulator, TResult> : IFold<TIn, TAccumulator>, IOutcome<TAccumulator, TResult>, IAccumulatorMerge<TAccumulator>;
