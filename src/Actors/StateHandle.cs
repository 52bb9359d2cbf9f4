using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc;

/// <summary>Reads a state of a job from outside.</summary>
/// <remarks>Thread-safe. What it returns is the reader's own. Made by <see cref="JobHandle.State"/>.</remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type the state is read as (<see cref="GetState{TKey}"/>).</typeparam>
public sealed class StateHandle<TKey, TValue>
    where TKey : notnull
{
    private readonly Func<StateQuestion, CancellationToken, Task<object>> _ask;
    private readonly string _operator;
    private readonly string _state;
    private readonly TimeSpan? _timeout;

    internal StateHandle(string operatorName, string state, TimeSpan? timeout, Func<StateQuestion, CancellationToken, Task<object>> ask)
    {
        _operator = operatorName;
        _state = state;
        _timeout = timeout;
        _ask = ask;
    }

    /// <summary>What the state has for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="reading">Which state.</param>
    /// <param name="cancellation">Withdraws the question.</param>
    /// <exception cref="StreamProcessingException">
    /// There is no such state, it has other types, or it could not be read in time; says which. The last may pass
    /// (<see cref="StreamProcessingException.IsTransient"/>).
    /// </exception>
    public async Task<StateValue<TValue>> GetAsync(TKey key, StateReading reading = StateReading.Live, CancellationToken cancellation = default)
    {
        var answer = await AskAsync(new GetState<TKey>(_operator, _state, key) { Reading = reading }, cancellation).ConfigureAwait(false);
        return answer as StateValue<TValue> ?? throw WrongType(answer, answer.GetType().GenericTypeArguments[0]);
    }

    /// <summary>Some of the keys of the state, with their values.</summary>
    /// <param name="size">How many at the most, from 1 to <see cref="GetStatePage.MaxSize"/>.</param>
    /// <param name="after">The <see cref="StatePage{TKey, TValue}.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="reading">Which state; the same for all pages of a walk.</param>
    /// <param name="cancellation">Withdraws the question.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public async Task<StatePage<TKey, TValue>> PageAsync(
        int size = 100, string? after = null, StateReading reading = StateReading.Live, CancellationToken cancellation = default)
    {
        var answer = await AskAsync(new GetStatePage(_operator, _state) { Size = size, After = after, Reading = reading }, cancellation).ConfigureAwait(false);
        return answer as StatePage<TKey, TValue> ?? throw WrongType(answer, answer.GetType().GenericTypeArguments[1]);
    }

    /// <summary>Walks through all keys of the state, page by page.</summary>
    /// <inheritdoc cref="StatePage{TKey, TValue}" path="/remarks"/>
    /// <param name="reading">Which state.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <inheritdoc cref="GetAsync" path="/exception"/>
    public IAsyncEnumerable<StateEntry<TKey, TValue>> ReadAllAsync(StateReading reading = StateReading.Live, CancellationToken cancellation = default) =>
        Walk(reading, cancellation);

    private async IAsyncEnumerable<StateEntry<TKey, TValue>> Walk(StateReading reading, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = await PageAsync(1000, after, reading, cancellation).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private Task<object> AskAsync(StateQuestion question, CancellationToken cancellation) =>
        _ask(_timeout is { } timeout ? question with { Timeout = timeout } : question, cancellation);

    private StreamProcessingException WrongType(object answer, Type value)
    {
        var key = answer.GetType().GenericTypeArguments is [var first, _] ? first : typeof(TKey);
        return new StreamProcessingException(
            $"The state '{_state}' of the operator '{_operator}' is read as {TypeNames.Of(value)} by {TypeNames.Of(key)}, and not as {TypeNames.Of(typeof(TValue))} by {TypeNames.Of(typeof(TKey))}. " +
            $"Ask for State<{TypeNames.Of(key)}, {TypeNames.Of(value)}>.");
    }
}
