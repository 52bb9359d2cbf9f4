using System.Linq.Expressions;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>A keyed stream that is connected with a broadcast one.</summary>
/// <typeparam name="T">The type of the keyed records.</typeparam>
/// <typeparam name="TKey">The type of their keys.</typeparam>
/// <typeparam name="TBroadcast">The type of the records of the broadcast stream.</typeparam>
/// <typeparam name="TBroadcastKey">The type of the keys of these.</typeparam>
public sealed class KeyedBroadcastConnection<T, TKey, TBroadcast, TBroadcastKey>
    where TKey : notnull
    where TBroadcastKey : notnull
{
    private readonly KeyedStream<T, TKey> _keyed;
    private readonly BroadcastStream<TBroadcast, TBroadcastKey> _broadcast;

    internal KeyedBroadcastConnection(KeyedStream<T, TKey> keyed, BroadcastStream<TBroadcast, TBroadcastKey> broadcast) => (_keyed, _broadcast) = (keyed, broadcast);

    /// <summary>Runs a function with state and timers on the keyed records, with the broadcast state. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <returns>
    /// The results; what failed is a record of either stream. Where records of the broadcast stream are left out or diverted, all
    /// subtasks leave them out, and one tells.
    /// </returns>
    /// <exception cref="StreamProcessingException">
    /// The factory returns an object twice, or a method of the function is asynchronous; or the function uses event time, and a source of
    /// the broadcast stream could be silent for ever and hold it back.
    /// </exception>
    public OperatorStream<Either<T, TBroadcast>, TOut> Process<TOut>(Func<KeyedBroadcastFunction<TKey, T, TBroadcast, TBroadcastKey, TOut>> create, string? name = null)
    {
        var partitioning = new HashPartitioning<Either<T, TBroadcast>, TKey>(KeyOfFirst());
        var declaration = FunctionDeclaration.Of(
            "broadcast-process",
            name,
            create,
            function => new KeyedBroadcastingFunction<TKey, T, TBroadcast, TBroadcastKey, TOut>(function, _broadcast.Declaration),
            new Lazy<ColumnLoop<Either<T, TBroadcast>, TKey>>(() => partitioning.KeyLoop));
        BroadcastInputs.Add(_keyed.Use(), partitioning, _broadcast, declaration);
        return new OperatorStream<Either<T, TBroadcast>, TOut>(_keyed.Job, declaration);
    }

    private Expression<Func<Either<T, TBroadcast>, TKey>> KeyOfFirst()
    {
        var either = Expression.Parameter(typeof(Either<T, TBroadcast>), "either");
        return Expression.Lambda<Func<Either<T, TBroadcast>, TKey>>(
            ParameterReplacement.Apply(_keyed.Selector, Expression.Property(either, nameof(Either<,>.First))), either);
    }
}
