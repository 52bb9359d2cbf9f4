using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc;

/// <summary>An aggregate of the user's own.</summary>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TAccumulator">
/// What is kept for each key and window; part of the state, so any type that can be serialized. Immutable types and
/// structs are the fastest.
/// </typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>One object serves all keys and subtasks: it holds no state of its own.</remarks>
public interface IAggregateFunction<in TIn, TAccumulator, out TResult>
{
    /// <summary>The accumulator before the first record.</summary>
    TAccumulator CreateAccumulator();

    /// <summary>Takes a record; returns the accumulator, the same object or a new one.</summary>
    TAccumulator Add(TAccumulator accumulator, TIn record);

    /// <summary>The result so far. Must not change the accumulator.</summary>
    TResult GetResult(TAccumulator accumulator);
}
