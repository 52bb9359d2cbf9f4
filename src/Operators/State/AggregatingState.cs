using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>An aggregate for each key. A handle: it stands for the aggregate of the key at hand.</summary>
/// <typeparam name="TIn">The type of what is added.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>
/// Where a call throws and the operator goes on, accumulators that are structs or immutable are changed back. An object that the
/// aggregate changes in place stays changed.
/// </remarks>
public abstract class AggregatingState<TIn, TResult>
{
    private protected AggregatingState()
    {
    }

    /// <summary>Whether anything was added for the key at hand.</summary>
    public abstract bool HasValue { get; }

    /// <summary>The result of all that was added; that of an empty accumulator where nothing was.</summary>
    public abstract TResult Result { get; }

    /// <summary>Adds a value to the aggregate of the key at hand.</summary>
    public abstract void Add(TIn value);

    /// <summary>Forgets the aggregate of the key at hand.</summary>
    public abstract void Clear();
}

/// <inheritdoc/>
/// <typeparam name="TIn">The type of what is added.</typeparam>
/// <typeparam name="TAccumulator">What is kept for each key.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
internal sealed class AggregatingState<TIn, TAccumulator, TResult>(
    ValueState<TAccumulator> accumulators, IAggregateFunction<TIn, TAccumulator, TResult> function) : AggregatingState<TIn, TResult>
{
    public override bool HasValue => accumulators.HasValue;

    public override TResult Result => function.GetResult(Accumulator);

    private TAccumulator Accumulator => accumulators.HasValue ? accumulators.Value! : function.CreateAccumulator();

    public override void Add(TIn value) => accumulators.Value = function.Add(Accumulator, value);

    public override void Clear() => accumulators.Clear();
}
