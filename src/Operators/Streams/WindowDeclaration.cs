using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Streams;

/// <summary>Adds operators that aggregate a keyed stream in windows.</summary>
internal abstract class WindowDeclaration<T, TKey>
    where TKey : notnull
{
    /// <summary>Adds an operator that aggregates every record behind the shuffle.</summary>
    /// <param name="kind">What it does, for plans and the fingerprint.</param>
    /// <param name="name">The user's name for it, if any.</param>
    /// <param name="aggregate">How records become a result.</param>
    /// <param name="inputs">What the aggregate takes of a record.</param>
    /// <exception cref="StreamProcessingException">The windows need accumulators to be merged, and the aggregate cannot.</exception>
    public abstract WindowResultStream<T, TKey, TResult> Add<TIn, TAccumulator, TResult, TAggregate>(
        string kind, string? name, TAggregate aggregate, Selection<T, TIn> inputs)
        where TAggregate : struct, IAggregate<TIn, TAccumulator, TResult>;

    /// <summary>Adds an operator whose records may be combined before the shuffle, where no result depends on when each of them comes.</summary>
    /// <inheritdoc cref="Add" path="/param"/>
    public virtual WindowResultStream<T, TKey, TResult> AddCombined<TIn, TAccumulator, TResult, TPart, TAggregate>(
        string kind, string? name, TAggregate aggregate, Selection<T, TIn> inputs)
        where TAggregate : struct, IMergeableAggregate<TIn, TAccumulator, TResult, TPart> =>
        Add<TIn, TAccumulator, TResult, TAggregate>(kind, name, aggregate, inputs);

    /// <summary>What windows are named unless the user says something else.</summary>
    protected const string DefaultName = "window";

    /// <summary>The allowed lateness, for plans and the fingerprint.</summary>
    protected static string Late(long latenessMs) => latenessMs > 0 ? $", {TimeSpan.FromMilliseconds(latenessMs)} late" : "";

    /// <summary>Refuses an aggregate that cannot do what the windows need.</summary>
    protected static void RequireMerge(bool canMerge, object windows, string? name)
    {
        if (!canMerge)
        {
            throw new StreamProcessingException(
                $"The operator '{name ?? DefaultName}' cannot aggregate in {windows}: such windows are put together of parts, and its aggregate cannot merge accumulators. Let it implement {nameof(IMergingAggregateFunction<,,>)}.");
        }
    }
}
