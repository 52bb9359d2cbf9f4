using System.Linq.Expressions;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Streams;

namespace AkkaStreamProc;

/// <summary>Two streams with the same keys: records of both with one key meet in the same subtask.</summary>
/// <typeparam name="TFirst">The type of the records of the first stream.</typeparam>
/// <typeparam name="TSecond">The type of the records of the second stream.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class ConnectedStreams<TFirst, TSecond, TKey>
    where TKey : notnull
{
    private readonly KeyedStream<TFirst, TKey> _first;
    private readonly KeyedStream<TSecond, TKey> _second;

    internal ConnectedStreams(KeyedStream<TFirst, TKey> first, KeyedStream<TSecond, TKey> second) => (_first, _second) = (first, second);

    /// <summary>Runs a function with state and timers on the records of both streams. (Function verb)</summary>
    /// <param name="create">
    /// Creates the function; called for every subtask in every attempt, and twice when the job is declared. It returns
    /// another object with every call.
    /// </param>
    /// <param name="name">Names the operator; its state is addressed by it.</param>
    /// <returns>The results; what failed is a record of either stream.</returns>
    /// <exception cref="StreamProcessingException">The factory returns an object twice, or a method of the function is asynchronous.</exception>
    public OperatorStream<Either<TFirst, TSecond>, TOut> Process<TOut>(Func<CoProcessFunction<TKey, TFirst, TSecond, TOut>> create, string? name = null)
    {
        var partitioning = new HashPartitioning<Either<TFirst, TSecond>, TKey>(KeyOfEither());
        var declaration = FunctionDeclaration.Of(
            "co-process",
            name,
            create,
            function => new ConnectedFunction<TKey, TFirst, TSecond, TOut>(function),
            new Lazy<ColumnLoop<Either<TFirst, TSecond>, TKey>>(() => partitioning.KeyLoop));
        _first.Job.Add(
            declaration,
            _first.Use().Then<Either<TFirst, TSecond>>("first", StageKind.Select, (Expression<Func<TFirst, Either<TFirst, TSecond>>>)(r => Either<TFirst, TSecond>.OfFirst(r)), null).To(partitioning),
            _second.Use().Then<Either<TFirst, TSecond>>("second", StageKind.Select, (Expression<Func<TSecond, Either<TFirst, TSecond>>>)(r => Either<TFirst, TSecond>.OfSecond(r)), null).To(partitioning));
        return new OperatorStream<Either<TFirst, TSecond>, TOut>(_first.Job, declaration);
    }

    private Expression<Func<Either<TFirst, TSecond>, TKey>> KeyOfEither()
    {
        var either = Expression.Parameter(typeof(Either<TFirst, TSecond>), "either");
        return Expression.Lambda<Func<Either<TFirst, TSecond>, TKey>>(
            Expression.Condition(
                Expression.Property(either, nameof(Either<,>.IsFirst)),
                ParameterReplacement.Apply(_first.Selector, Expression.Property(either, nameof(Either<,>.First))),
                ParameterReplacement.Apply(_second.Selector, Expression.Property(either, nameof(Either<,>.Second))),
                typeof(TKey)),
            either);
    }
}
