namespace AkkaStreamProc.Operators.Windows;

/// <summary>How records become a result: a struct, so that the loop around it is compiled for it alone.</summary>
/// <typeparam name="TIn">What is taken of each record.</typeparam>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
/// <typeparam name="TResult">What is emitted.</typeparam>
internal interface IAggregate<TIn, TAccumulator, TResult>
{
    /// <summary>Takes the first value of a window.</summary>
    void Start(ref TAccumulator accumulator, TIn value);

    /// <summary>Takes a further value.</summary>
    void Add(ref TAccumulator accumulator, TIn value);

    TResult Result(in TAccumulator accumulator);
}
