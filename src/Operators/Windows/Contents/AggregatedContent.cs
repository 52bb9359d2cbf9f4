namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>Keeps an accumulator for each window.</summary>
/// <param name="aggregate">How records become a result.</param>
/// <param name="inputOf">What the aggregate takes of a record.</param>
internal sealed class AggregatedContent<T, TKey, TIn, TAccumulator, TResult, TAggregate>(TAggregate aggregate, Func<T, TIn> inputOf)
    : IWindowContent<T, TKey, TAccumulator, WindowResult<TKey, TResult>>
    where TKey : notnull
    where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
{
    public void Open(StateDeclarations states)
    {
    }

    public void Start(ref TAccumulator accumulator, T record, long timestamp) => aggregate.Start(ref accumulator, inputOf(record));

    public void Add(ref TAccumulator accumulator, T record, long timestamp) => aggregate.Add(ref accumulator, inputOf(record));

    /// <remarks>The accumulator stays as it was, for the call may fail and be taken back.</remarks>
    public void Merge(ref TAccumulator earlier, in TAccumulator later)
    {
        var merged = aggregate.Copy(earlier);
        aggregate.Merge(ref merged, later);
        earlier = merged;
    }

    public bool Emit(ref TAccumulator accumulator, Window window, long timestamp, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
        context.EmitAt(new WindowResult<TKey, TResult>(context.Key, window, aggregate.Result(accumulator)), timestamp);
        return true;
    }

    public void Clear(Window window, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
    }
}
