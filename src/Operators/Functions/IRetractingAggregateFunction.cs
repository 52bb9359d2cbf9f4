namespace AkkaStreamProc;

/// <summary>An aggregate of the user's own that can take records back, as the rows of a table need it, which change and are deleted.</summary>
/// <inheritdoc cref="IAggregateFunction{TIn, TAccumulator, TResult}" path="/typeparam"/>
public interface IRetractingAggregateFunction<in TIn, TAccumulator, out TResult> : IAggregateFunction<TIn, TAccumulator, TResult>
{
    /// <summary>Takes a record back; returns the accumulator, the same object or a new one.</summary>
    /// <param name="accumulator">May be changed and returned.</param>
    /// <param name="record">
    /// One that was added, in whatever order. Where state expires (<see cref="Ttl"/>) it may also be one that was forgotten, which
    /// must change nothing where that can be told.
    /// </param>
    TAccumulator Retract(TAccumulator accumulator, TIn record);
}
