namespace AkkaStreamProc.Operators.Joins;

/// <summary>Divides the records of a window by their streams.</summary>
internal abstract class PairedWindowFunction<TKey, TFirst, TSecond, TOut> : WindowFunction<TKey, Either<TFirst, TSecond>, TOut>
    where TKey : notnull
{
    public override void Process(IReadOnlyList<Either<TFirst, TSecond>> records, WindowContext<TKey, TOut> context)
    {
        List<TFirst> first = [];
        List<TSecond> second = [];
        foreach (var record in records)
        {
            if (record.IsFirst)
            {
                first.Add(record.First);
            }
            else
            {
                second.Add(record.Second);
            }
        }

        Process(first, second, context);
    }

    protected abstract void Process(List<TFirst> first, List<TSecond> second, WindowContext<TKey, TOut> context);
}

/// <summary>Joins the records of a window.</summary>
/// <param name="kind">What is emitted.</param>
/// <param name="select">From a pair to a result; one of both is <see langword="default"/> where there is no pair.</param>
internal sealed class WindowJoinFunction<TKey, TFirst, TSecond, TOut>(JoinKind kind, Func<TFirst?, TSecond?, TOut> select)
    : PairedWindowFunction<TKey, TFirst, TSecond, TOut>
    where TKey : notnull
{
    protected override void Process(List<TFirst> first, List<TSecond> second, WindowContext<TKey, TOut> context)
    {
        if (kind is JoinKind.Semi or JoinKind.Anti)
        {
            if (second.Count > 0 == (kind == JoinKind.Semi))
            {
                first.ForEach(one => context.Emit(select(one, default)));
            }

            return;
        }

        foreach (var one in first)
        {
            foreach (var other in second)
            {
                context.Emit(select(one, other));
            }
        }

        if (second.Count == 0 && kind is JoinKind.Left or JoinKind.Full)
        {
            first.ForEach(one => context.Emit(select(one, default)));
        }

        if (first.Count == 0 && kind is JoinKind.Right or JoinKind.Full)
        {
            second.ForEach(other => context.Emit(select(default, other)));
        }
    }
}

/// <summary>Gives the records of a window to a function of the user's, by stream.</summary>
internal sealed class CoGroupFunction<TKey, TFirst, TSecond, TOut>(Func<TKey, Window, IReadOnlyList<TFirst>, IReadOnlyList<TSecond>, IEnumerable<TOut>> function)
    : PairedWindowFunction<TKey, TFirst, TSecond, TOut>
    where TKey : notnull
{
    protected override void Process(List<TFirst> first, List<TSecond> second, WindowContext<TKey, TOut> context)
    {
        foreach (var result in function(context.Key, context.Window, first, second))
        {
            context.Emit(result);
        }
    }
}
