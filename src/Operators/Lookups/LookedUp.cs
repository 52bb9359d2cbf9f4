namespace AkkaStreamProc.Operators.Lookups;

/// <summary>What becomes of a record whose row is known, or known not to be.</summary>
/// <param name="IsEmitted">Whether there is a result: not of a record without a row in an inner join.</param>
/// <param name="Result">The result, if there is one.</param>
internal readonly record struct LookedUp<TOut>(bool IsEmitted, TOut Result);
