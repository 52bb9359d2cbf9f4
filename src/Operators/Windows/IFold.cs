namespace AkkaStreamProc.Operators.Windows;

/// <summary>How values are gathered in an accumulator: a struct, so that the loop around it is compiled for it alone.</summary>
/// <typeparam name="TIn">What is taken of each record.</typeparam>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
internal interface IFold<TIn, TAccumulator>
{
    /// <summary>Takes the first value of a window.</summary>
    void Start(ref TAccumulator accumulator, TIn value);

    /// <summary>Takes a further value.</summary>
    void Add(ref TAccumulator accumulator, TIn value);
}

/// <summary>What comes of an accumulator; asking changes nothing.</summary>
internal interface IOutcome<TAccumulator, TResult>
{
    TResult Result(in TAccumulator accumulator);
}
