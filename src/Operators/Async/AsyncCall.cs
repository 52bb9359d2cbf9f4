using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Async;

/// <summary>The user's code of an asynchronous operator, and what becomes of its answers.</summary>
/// <typeparam name="TIn">The type of the records.</typeparam>
/// <typeparam name="TAnswer">What a call answers.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <param name="Start">Begins a call.</param>
/// <param name="OnTimeout">Answers in place of a call that took too long, if anything does.</param>
/// <param name="Complete">Has an answer done with all that may throw, before it counts.</param>
/// <param name="Emit">Emits an answer with a timestamp.</param>
internal sealed record AsyncCall<TIn, TAnswer, TOut>(
    Func<TIn, CancellationToken, Task<TAnswer>> Start,
    Func<TIn, TAnswer>? OnTimeout,
    Func<TAnswer, TAnswer> Complete,
    Action<Emitter<TOut>, TAnswer, long> Emit)
{
    /// <summary>The calls in which requests are gathered, if they are not each a call of its own.</summary>
    public IGatheredCalls? Gathered { get; init; }
}

/// <summary>The forms of asynchronous operators.</summary>
internal static class AsyncCall
{
    /// <summary>Each answer is one result.</summary>
    public static AsyncCall<TIn, TOut, TOut> ToOne<TIn, TOut>(Func<TIn, CancellationToken, Task<TOut>> start, Func<TIn, TOut>? onTimeout) => new(
        start,
        onTimeout,
        static answer => answer,
        static (results, answer, timestamp) => results.Append(answer, timestamp));

    /// <summary>Each answer is any number of results.</summary>
    public static AsyncCall<TIn, IEnumerable<TOut>, TOut> ToMany<TIn, TOut>(
        Func<TIn, CancellationToken, Task<IEnumerable<TOut>>> start, Func<TIn, IEnumerable<TOut>>? onTimeout) => new(
        start,
        onTimeout,
        // A sequence may throw halfway, and nothing of it may be emitted then.
        static answer => answer is null ? throw new InvalidOperationException("The call answered null in place of results.") : answer.ToArray(),
        static (results, answer, timestamp) =>
        {
            foreach (var result in answer)
            {
                results.Append(result, timestamp);
            }
        });
}
