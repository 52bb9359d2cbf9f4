using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Combining;
using AkkaStreamProc.Operators.Windows.Slices;

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
            aggregate.CanMerge,
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
            aggregate.CanMerge,
            (context, open) => Create<TIn, TAccumulator, TResult, TAggregate>(
                context,
                open,
                aggregate,
                inputs,
                (records, firing) => new CombinedInputPort<T, Partial<TKey, TPart>>(
                    records, new PartialFolding<TKey, TAccumulator, TPart, TAggregate>(open, firing, aggregate, context.Counters))));
    }

    private WindowOperator<T, TKey, TAccumulator> Create<TIn, TAccumulator, TResult, TAggregate>(
        OperatorContext context,
        OpenWindows<TKey, TAccumulator> open,
        TAggregate aggregate,
        Lazy<ColumnLoop<T, TIn>?>? inputs,
        Func<IReceiver<T>, IWindowFiring<TKey, TAccumulator>, InputPort>? partials = null)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
    {
        var column = inputs is null ? null : new Column<T, TIn>(inputs.Value, "the aggregated value", context);
        var results = new WindowResults<TKey, TAccumulator, TResult, TAggregate>(context, aggregate);
        IWindowFiring<TKey, TAccumulator> firing = options.Windows.ShareSlices
            ? new SlicedFiring<TKey, TAccumulator, TAggregate>(context, options.Windows, open, results, aggregate)
            : new PaneFiring<TKey, TAccumulator>(context, options.Windows, open, results);
        return new WindowOperator<T, TKey, TAccumulator>(
            context,
            options.Windows,
            open,
            stream.Partitioning.KeyLoop,
            new Folding<T, TKey, TIn, TAccumulator, TAggregate>(aggregate, column, context.KeyGroups, context.MaxParallelism),
            firing,
            results,
            partials);
    }

    private WindowResultStream<T, TKey, TResult> Add<TAccumulator, TResult>(
        string kind, string? name, Partitioning? combined, bool canMerge, Func<OperatorContext, OpenWindows<TKey, TAccumulator>, StreamOperator> create)
    {
        if (options.Windows.ShareSlices && !canMerge)
        {
            throw new StreamProcessingException(
                $"The operator '{name ?? "window"}' cannot aggregate in {options.Windows}: such windows are put together of parts, and its aggregate cannot merge accumulators. Let it implement {nameof(IMergingAggregateFunction<,,>)}.");
        }

        var lateness = options.AllowedLatenessMs > 0 ? $", {TimeSpan.FromMilliseconds(options.AllowedLatenessMs)} late" : "";
        var definition = new KeyedDefinition(
            $"{kind} in {options.Windows}{lateness}",
            [OperatorPort.Of<T>()],
            [OperatorPort.Of<WindowResult<TKey, TResult>>(), OperatorPort.Of<T>(OperatorPort.Late), OperatorPort.Of<FailedRecord<T>>(OperatorPort.Failed)],
            [OpenWindows<TKey, TAccumulator>.DescriptorOf(options.Windows)],
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
                options.Windows.Ends,
                options.Windows.Ends with { Phase = options.Windows.Ends.Phase + options.AllowedLatenessMs },
            ];
}
