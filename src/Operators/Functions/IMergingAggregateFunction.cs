using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>
/// An aggregate of the user's own whose accumulators can be merged, as windows need it that overlap, grow or merge
/// (<see cref="SlidingWindows"/>, <see cref="CumulatingWindows"/>, <see cref="SessionWindows"/>).
/// </summary>
/// <inheritdoc cref="IAggregateFunction{TIn, TAccumulator, TResult}" path="/typeparam"/>
public interface IMergingAggregateFunction<in TIn, TAccumulator, out TResult> : IAggregateFunction<TIn, TAccumulator, TResult>
{
    /// <summary>The accumulator of all records of two: those of <paramref name="earlier"/> before those of <paramref name="later"/>.</summary>
    /// <param name="earlier">May be changed and returned.</param>
    /// <param name="later">Stays in use: it must neither be changed nor returned, nor may what is returned share with it what can be changed. (Returning an object itself is found and refused; what a struct or an object refers to is not looked at.)</param>
    /// <remarks>
    /// Associative: however the records of a window were divided into accumulators, the result is the same. Within a slice of
    /// time records are added as they come; slices are merged in the order of time.
    /// </remarks>
    TAccumulator Merge(TAccumulator earlier, TAccumulator later);
}
