using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Combines records with a delegate.</summary>
internal readonly struct ReduceAggregate<T>(Func<T, T, T> reduce) : IAggregate<T, T, T>
{
    public bool CanMerge => true;

    public void Start(ref T accumulator, T value) => accumulator = value;

    public void Add(ref T accumulator, T value) => accumulator = reduce(accumulator, value);

    // Records are never changed.
    public T Copy(in T accumulator) => accumulator;

    public void Merge(ref T earlier, in T later) => earlier = reduce(earlier, later);

    public T Result(in T accumulator) => accumulator;
}

/// <summary>Aggregates with an object of the user's.</summary>
internal readonly struct FunctionAggregate<T, TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function)
    : IAggregate<T, TAccumulator, TResult>
{
    /// <summary>Whether an accumulator could be changed through another reference. Structs with references are not looked into.</summary>
    private static readonly bool MayShare = !typeof(TAccumulator).IsValueType && !StateTypes.IsImmutable(typeof(TAccumulator));

    private readonly IMergingAggregateFunction<T, TAccumulator, TResult>? _merging = function as IMergingAggregateFunction<T, TAccumulator, TResult>;

    public bool CanMerge => _merging is not null;

    public void Start(ref TAccumulator accumulator, T value) => accumulator = function.Add(function.CreateAccumulator(), value);

    public void Add(ref TAccumulator accumulator, T value) => accumulator = function.Add(accumulator, value);

    public TAccumulator Copy(in TAccumulator accumulator) => Merged(function.CreateAccumulator(), accumulator);

    public void Merge(ref TAccumulator earlier, in TAccumulator later) => earlier = Merged(earlier, later);

    public TResult Result(in TAccumulator accumulator) => function.GetResult(accumulator);

    private TAccumulator Merged(TAccumulator earlier, TAccumulator later)
    {
        var merged = _merging!.Merge(earlier, later);
        return !MayShare || later is null || !ReferenceEquals(merged, later)
            ? merged
            : throw new StreamProcessingException(
                $"{function.GetType().Name}.{nameof(_merging.Merge)} returns its second argument, which stays in use and would be changed with the first. Let it return the first one, or a new accumulator.");
    }
}
