using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Windows;
using AkkaStreamProc.Operators.Windows.Contents;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Adds operators whose windows each have a trigger.</summary>
internal abstract class TriggeredDeclaration<T, TKey> : WindowDeclaration<T, TKey>
    where TKey : notnull
{
    /// <summary>Adds an operator that runs a function of the user's on the records of each window.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="create">Creates the function.</param>
    /// <param name="name">The user's name for it, if any.</param>
    public abstract WindowFunctionStream<T, TOut> AddFunction<TOut>(string kind, Func<WindowFunction<TKey, T, TOut>> create, string? name);
}

/// <inheritdoc/>
/// <param name="stream">The keyed stream.</param>
/// <param name="windows">The windows, for plans.</param>
/// <param name="assignment">Which windows a record belongs to.</param>
/// <param name="latenessMs">How long after its end a window still takes records.</param>
/// <param name="trigger">When a window fires.</param>
/// <param name="evictor">Which records are taken out of a window when it fires; none unless given.</param>
internal sealed class TriggeredDeclaration<T, TKey, TState>(
    KeyedStream<T, TKey> stream, object windows, IWindowAssignment<T> assignment, long latenessMs, Trigger<T, TState> trigger, Evictor<T>? evictor)
    : TriggeredDeclaration<T, TKey>
    where TKey : notnull
{
    public override WindowResultStream<T, TKey, TResult> Add<TIn, TAccumulator, TResult, TAggregate>(
        string kind, string? name, TAggregate aggregate, Selection<T, TIn> inputs)
    {
        if (evictor is not null)
        {
            return new WindowResultStream<T, TKey, TResult>(
                stream.Job,
                Declare(kind, name, inputs.Trace, _ => new EvictedContent<T, TKey, TIn, TAccumulator, TResult, TAggregate>(evictor, aggregate, inputs.Function.Value)));
        }

        RequireMerge(!assignment.IsMerging || aggregate.CanMerge, windows, name);
        return new WindowResultStream<T, TKey, TResult>(
            stream.Job,
            Declare(kind, name, inputs.Trace, _ => new AggregatedContent<T, TKey, TIn, TAccumulator, TResult, TAggregate>(aggregate, inputs.Function.Value)));
    }

    public override WindowFunctionStream<T, TOut> AddFunction<TOut>(string kind, Func<WindowFunction<TKey, T, TOut>> create, string? name)
    {
        AsyncCode.RefuseMethods(FunctionInstances.Claim(create(), name ?? kind).GetType(), name ?? kind);
        return new WindowFunctionStream<T, TOut>(
            stream.Job,
            Declare(kind, name, selector: null, operatorName => new FunctionContent<T, TKey, TOut>(evictor, FunctionInstances.Claim(create(), operatorName))));
    }

    private OperatorDeclaration Declare<TAccumulator, TOut>(
        string kind, string? name, string? selector, Func<string, IWindowContent<T, TKey, TAccumulator, TOut>> contentOf)
    {
        if (assignment.IsMerging && !trigger.CanMerge)
        {
            throw new StreamProcessingException(
                $"The operator '{name ?? DefaultName}' gathers in {windows}, which merge, and its trigger ({trigger}) does not say what becomes of its state then. Let it override CanMerge, Merge and OnMerged, or take another.");
        }

        ProcessFunction<TKey, T, TOut> create(string operatorName) =>
            new TriggeredFunction<T, TKey, TAccumulator, TState, TOut>(operatorName, assignment, latenessMs, trigger, contentOf(operatorName));

        return stream.Add(FunctionDeclaration.Of(
            $"{kind} in {windows}{Late(latenessMs)}, {trigger}{(evictor is null ? "" : $", keeping {evictor}")}",
            DefaultName,
            name,
            create,
            stream.Keys,
            selector,
            TriggeredFunction<T, TKey, TAccumulator, TState, TOut>.Late));
    }
}
