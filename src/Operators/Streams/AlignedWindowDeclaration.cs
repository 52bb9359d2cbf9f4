using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Combining;
using AkkaStreamProc.Operators.Windows.Slices;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Adds window operators behind a keyed stream, for windows that are the same for every key.</summary>
internal sealed class AlignedWindowDeclaration<T, TKey>(KeyedStream<T, TKey> stream, WindowOptions options) : WindowDeclaration<T, TKey>
    where TKey : notnull
{
    public override WindowResultStream<T, TKey, TResult> Add<TIn, TAccumulator, TResult, TAggregate>(
        string kind, string? name, TAggregate aggregate, Selection<T, TIn> inputs) =>
        Add<TAccumulator, TResult>(
            kind,
            name,
            combined: null,
            inputs.Trace,
            aggregate.CanMerge,
            View<TIn, TAccumulator, TResult, TAggregate>(aggregate),
            (context, open) => Create<TIn, TAccumulator, TResult, TAggregate>(context, open, aggregate, inputs));

    public override WindowResultStream<T, TKey, TResult> AddCombined<TIn, TAccumulator, TResult, TPart, TAggregate>(
        string kind, string? name, TAggregate aggregate, Selection<T, TIn> inputs)
    {
        // The clock decides for a record when it comes, and with an allowed lateness every late one emits a result.
        if (options.Windows.Time == TimeDomain.ProcessingTime || options.AllowedLatenessMs > 0)
        {
            return Add<TIn, TAccumulator, TResult, TAggregate>(kind, name, aggregate, inputs);
        }

        return Add<TAccumulator, TResult>(
            kind,
            name,
            new CombiningPartitioning<T, TKey, TIn, TPart, TAggregate>(stream.Partitioning, options.Windows, aggregate, inputs.Loop!),
            inputs.Trace,
            aggregate.CanMerge,
            View<TIn, TAccumulator, TResult, TAggregate>(aggregate),
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
        Selection<T, TIn> inputs,
        Func<IReceiver<T>, IWindowFiring<TKey, TAccumulator>, InputPort>? partials = null)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>
    {
        var column = inputs.Loop is not { } loop ? null : new Column<T, TIn>(loop.Value, "the aggregated value", context);
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
            partials)
        {
            Windows = View<TIn, TAccumulator, TResult, TAggregate>(aggregate)?.Over(
                open, context.OperatorName, OpenWindows<TKey, TAccumulator>.DescriptorOf(options.Windows).Name, context.Serializers, isShared: true),
        };
    }

    /// <summary>How the open windows look from outside; those that share slices are not there before they fire.</summary>
    private WindowView<TKey, TAccumulator, TResult>? View<TIn, TAccumulator, TResult, TAggregate>(TAggregate aggregate)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult> =>
        options.Windows.ShareSlices ? null : new WindowView<TKey, TAccumulator, TResult>(options.Windows.LastWith, accumulator => aggregate.Result(accumulator));

    private WindowResultStream<T, TKey, TResult> Add<TAccumulator, TResult>(
        string kind,
        string? name,
        Partitioning? combined,
        string? selector,
        bool canMerge,
        WindowView<TKey, TAccumulator>? view,
        Func<OperatorContext, OpenWindows<TKey, TAccumulator>, StreamOperator> create)
    {
        RequireMerge(canMerge || !options.Windows.ShareSlices, options.Windows, name);
        var definition = new KeyedDefinition(
            $"{kind} in {options.Windows}{Late(options.AllowedLatenessMs)}",
            [OperatorPort.Of<T>()],
            [OperatorPort.Of<WindowResult<TKey, TResult>>(), OperatorPort.Of<T>(OperatorPort.Late), OperatorPort.Of<FailedRecord<T>>(OperatorPort.Failed)],
            [OpenWindows<TKey, TAccumulator>.DescriptorOf(options.Windows) with { Windows = view }],
            new TimeNeeds(Points()),
            context => create(context, new OpenWindows<TKey, TAccumulator>(context, options)))
        {
            Selector = selector,
        };
        return new WindowResultStream<T, TKey, TResult>(stream.Job, stream.Add(new OperatorDeclaration(definition, DefaultName, name), combined));
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
