namespace AkkaStreamProc.Operators.Windows;

/// <summary>Aggregates runs of values, each into a part of the whole aggregate.</summary>
/// <typeparam name="TIn">The values.</typeparam>
/// <typeparam name="TPart">What is gathered of a run of them.</typeparam>
internal interface ICombiner<TIn, TPart>
{
    /// <summary>Begins a part with its first value.</summary>
    void StartPart(ref TPart part, TIn value);

    /// <summary>Takes a further value into a part.</summary>
    /// <returns>Whether it could; otherwise the part is unchanged and the value belongs into another one.</returns>
    bool TryAdd(ref TPart part, TIn value);

    /// <summary>How many values a part was gathered from.</summary>
    long CountOf(in TPart part);
}
