namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>Keeps the records of each window, with what an evictor leaves of them, and computes what comes of them when the window fires.</summary>
internal abstract class GatheredContent<T, TKey, TOut>(Evictor<T>? evictor) : IWindowContent<T, TKey, Gathered<T>, TOut>
    where TKey : notnull
{
    public virtual void Open(StateDeclarations states)
    {
    }

    public virtual void Close()
    {
    }

    public void Start(ref Gathered<T> accumulator, T record, long timestamp)
    {
        accumulator = default;
        accumulator.Add(record, timestamp);
    }

    public void Add(ref Gathered<T> accumulator, T record, long timestamp) => accumulator.Add(record, timestamp);

    public void Merge(ref Gathered<T> earlier, in Gathered<T> later)
    {
        List<Timestamped<T>> records = earlier.ToList();
        records.AddRange(later.ToList());
        earlier = Gathered<T>.Of(records);
    }

    public bool Emit(ref Gathered<T> accumulator, Window window, long timestamp, ProcessContext<TKey, TOut> context)
    {
        var records = accumulator.ToList();
        evictor?.EvictBefore(records, window);
        if (records.Count > 0)
        {
            Emit(records, window, timestamp, context);
            evictor?.EvictAfter(records, window);
        }

        if (evictor is not null)
        {
            accumulator = Gathered<T>.Of(records);
        }

        return records.Count > 0;
    }

    public virtual void Clear(Window window, ProcessContext<TKey, TOut> context)
    {
    }

    /// <summary>Emits what comes of the records, at least one.</summary>
    protected abstract void Emit(List<Timestamped<T>> records, Window window, long timestamp, ProcessContext<TKey, TOut> context);
}

/// <summary>Aggregates the records of a window that an evictor has left.</summary>
internal sealed class EvictedContent<T, TKey, TIn, TAccumulator, TResult, TAggregate>(Evictor<T> evictor, TAggregate aggregate, Func<T, TIn> inputOf)
    : GatheredContent<T, TKey, WindowResult<TKey, TResult>>(evictor)
    where TKey : notnull
    where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
{
    protected override void Emit(List<Timestamped<T>> records, Window window, long timestamp, ProcessContext<TKey, WindowResult<TKey, TResult>> context)
    {
        TAccumulator accumulator = default!;
        aggregate.Start(ref accumulator, inputOf(records[0].Value));
        for (var i = 1; i < records.Count; i++)
        {
            aggregate.Add(ref accumulator, inputOf(records[i].Value));
        }

        context.EmitAt(new WindowResult<TKey, TResult>(context.Key, window, aggregate.Result(accumulator)), timestamp);
    }
}

/// <summary>Gives the records of a window to a function of the user's.</summary>
internal sealed class FunctionContent<T, TKey, TOut>(Evictor<T>? evictor, WindowFunction<TKey, T, TOut> function) : GatheredContent<T, TKey, TOut>(evictor)
    where TKey : notnull
{
    private readonly WindowContext<TKey, TOut> _context = new();

    public override void Open(StateDeclarations states) => function.Open(states);

    public override void Close() => function.Close();

    public override void Clear(Window window, ProcessContext<TKey, TOut> context) => function.Clear(_context.With(window, window.MaxTimestamp, context));

    protected override void Emit(List<Timestamped<T>> records, Window window, long timestamp, ProcessContext<TKey, TOut> context) =>
        function.Process(records.ConvertAll(record => record.Value), _context.With(window, timestamp, context));
}
