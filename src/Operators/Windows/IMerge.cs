namespace AkkaStreamProc.Operators.Windows;

/// <summary>How parts are gathered in an accumulator, in their order.</summary>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
/// <typeparam name="TPart">What was gathered of a run of values.</typeparam>
internal interface IMerge<TAccumulator, TPart>
{
    /// <summary>Begins with the first part of a key.</summary>
    void Start(out TAccumulator accumulator, in TPart part);

    /// <summary>Takes a part of values that came after those of the accumulator.</summary>
    void Merge(ref TAccumulator accumulator, in TPart part);

    /// <summary>How many values a part was gathered from.</summary>
    long CountOf(in TPart part);
}
