using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Graph;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Combining;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Adds window operators behind a keyed stream.</summary>
internal sealed class WindowDeclaration<T, TKey>(KeyedStream<T, TKey> stream, WindowOptions options)
    where TKey : notnull
{
    /// <summary>Adds an operator that aggregates every record behind the shuffle.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="aggregate">How records become a result.</param>
    /// <param name="inputs">What the aggregate takes of a record; the record itself where there is none.</param>
    public WindowResultStream<T, TKey, TResult> Add<TIn, TAccumulator, TResult, TAggregate>(
        string kind, string? name, TAggregate aggregate, Lazy<ColumnLoop<T, TIn>?>? inputs)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult> =>
        Connect<TResult>(stream.Partitioning, Node<TAccumulator, TResult>(
            kind,
            name,
            context => new TumblingWindowOperator<T, TKey, TIn, TAccumulator, TResult, WindowResult<TKey, TResult>, TAggregate>(
                context, options, aggregate, stream.Partitioning.KeyLoop, inputs is null ? null : new Column<T, TIn>(inputs.Value, "the aggregated value", context), ResultOf)));

    /// <summary>Adds an operator whose records are combined before the shuffle, where no result depends on when each of them comes.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="aggregate">How records become a result.</param>
    /// <param name="inputs">What the aggregate takes of a record; always the same where the value is <see langword="null"/>.</param>
    public WindowResultStream<T, TKey, TResult> AddCombined<TIn, TAccumulator, TResult, TPart, TAggregate>(
        string kind, string? name, TAggregate aggregate, Lazy<ColumnLoop<T, TIn>?> inputs)
        where TAggregate : struct, IMergeableAggregate<TIn, TAccumulator, TResult, TPart>
    {
        // The clock decides for a record when it comes, and with an allowed lateness every late one emits a result.
        if (options.Windows.Time == TimeDomain.ProcessingTime || options.AllowedLatenessMs > 0)
        {
            return Add<TIn, TAccumulator, TResult, TAggregate>(kind, name, aggregate, inputs);
        }

        var node = Node<TAccumulator, TResult>(
            kind,
            name,
            context => new CombinedWindowOperator<T, TKey, TIn, TAccumulator, TResult, WindowResult<TKey, TResult>, TPart, TAggregate>(
                context, options, aggregate, stream.Partitioning.KeyLoop, new Column<T, TIn>(inputs.Value, "the aggregated value", context), ResultOf));
        var partitioning = new CombiningPartitioning<T, TKey, TIn, TPart, TAggregate>(
            stream.Partitioning, options.Windows, aggregate, inputs, node);
        return Connect<TResult>(partitioning, node);
    }

    private static WindowResult<TKey, TResult> ResultOf<TResult>(TKey key, Window window, TResult result) => new(key, window, result);

    private KeyedNode Node<TAccumulator, TResult>(string kind, string? name, Func<OperatorContext, StreamOperator> create)
    {
        var lateness = options.AllowedLatenessMs > 0 ? $", {TimeSpan.FromMilliseconds(options.AllowedLatenessMs)} late" : "";
        return new KeyedNode(
            stream.Job.NextId,
            $"{kind} in {options.Windows}{lateness}",
            name ?? "window",
            name is not null,
            typeof(WindowResult<TKey, TResult>),
            [StateDescription.Of("panes", $"{typeof(TAccumulator)} by window and {typeof(TKey)}", typeof(TKey), typeof(TAccumulator))],
            Points(),
            create,
            failedOutput: WindowOptions.FailedOutput);
    }

    private WindowResultStream<T, TKey, TResult> Connect<TResult>(Partitioning partitioning, KeyedNode node)
    {
        stream.Add<WindowResult<TKey, TResult>>(node, partitioning);
        return new WindowResultStream<T, TKey, TResult>(stream.Job, node);
    }

    /// <summary>A window fires when the watermark reaches its last millisecond, and closes the allowed lateness after that.</summary>
    private (long Period, long Phase)[] Points() =>
        options.Windows.Time == TimeDomain.ProcessingTime
            ? []
            :
            [
                (options.Windows.SizeMs, options.Windows.OffsetMs - 1),
                (options.Windows.SizeMs, options.Windows.OffsetMs - 1 + options.AllowedLatenessMs),
            ];
}
