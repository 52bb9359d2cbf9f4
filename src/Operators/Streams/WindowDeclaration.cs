using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;
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
        Add<TAccumulator, TResult>(
            kind,
            name,
            combined: null,
            (context, open) => Create<TIn, TAccumulator, TResult, TAggregate>(context, open, aggregate, inputs));

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

        return Add<TAccumulator, TResult>(
            kind,
            name,
            new CombiningPartitioning<T, TKey, TIn, TPart, TAggregate>(stream.Partitioning, options.Windows, aggregate, inputs),
            (context, open) => Create<TIn, TAccumulator, TResult, TAggregate>(
                context,
                open,
                aggregate,
                inputs,
                records => new CombinedInputPort<T, Partial<TKey, TPart>>(
                    records, new PartialFolding<TKey, TAccumulator, TPart, TAggregate>(open, aggregate, context.Counters))));
    }

    private WindowOperator<T, TKey, TAccumulator> Create<TIn, TAccumulator, TResult, TAggregate>(
        OperatorContext context,
        OpenWindows<TKey, TAccumulator> open,
        TAggregate aggregate,
        Lazy<ColumnLoop<T, TIn>?>? inputs,
        Func<IReceiver<T>, InputPort>? partials = null)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
    {
        var column = inputs is null ? null : new Column<T, TIn>(inputs.Value, "the aggregated value", context);
        return new WindowOperator<T, TKey, TAccumulator>(
            context,
            options.Windows,
            open,
            stream.Partitioning.KeyLoop,
            new Folding<T, TKey, TIn, TAccumulator, TAggregate>(aggregate, column, context.KeyGroups, context.MaxParallelism),
            new WindowResults<TKey, TAccumulator, TResult, TAggregate>(context, aggregate, options.Windows),
            partials);
    }

    private WindowResultStream<T, TKey, TResult> Add<TAccumulator, TResult>(
        string kind, string? name, Partitioning? combined, Func<OperatorContext, OpenWindows<TKey, TAccumulator>, StreamOperator> create)
    {
        var lateness = options.AllowedLatenessMs > 0 ? $", {TimeSpan.FromMilliseconds(options.AllowedLatenessMs)} late" : "";
        var definition = new KeyedDefinition(
            $"{kind} in {options.Windows}{lateness}",
            [OperatorPort.Of<T>()],
            [OperatorPort.Of<WindowResult<TKey, TResult>>(), OperatorPort.Of<T>(OperatorPort.Late), OperatorPort.Of<FailedRecord<T>>(OperatorPort.Failed)],
            [OpenWindows<TKey, TAccumulator>.Descriptor],
            new TimeNeeds(Points()),
            context => create(context, new OpenWindows<TKey, TAccumulator>(context, options)));
        return new WindowResultStream<T, TKey, TResult>(stream.Job, stream.Add(new OperatorDeclaration(definition, "window", name), combined));
    }

    /// <summary>A window fires when the watermark reaches its last millisecond, and closes the allowed lateness after that.</summary>
    private WatermarkPoint[] Points() =>
        options.Windows.Time == TimeDomain.ProcessingTime
            ? []
            :
            [
                new(options.Windows.SizeMs, options.Windows.OffsetMs - 1),
                new(options.Windows.SizeMs, options.Windows.OffsetMs - 1 + options.AllowedLatenessMs),
            ];
}
