using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Combines records with a delegate.</summary>
internal readonly struct ReduceAggregate<T>(Func<T, T, T> reduce) : IAggregate<T, T, T>
{
    public void Start(ref T accumulator, T value) => accumulator = value;

    public void Add(ref T accumulator, T value) => accumulator = reduce(accumulator, value);

    public T Result(in T accumulator) => accumulator;
}

/// <summary>Aggregates with an object of the user's.</summary>
internal readonly struct FunctionAggregate<T, TAccumulator, TResult>(IAggregateFunction<T, TAccumulator, TResult> function)
    : IAggregate<T, TAccumulator, TResult>
{
    public void Start(ref TAccumulator accumulator, T value) => accumulator = function.Add(function.CreateAccumulator(), value);

    public void Add(ref TAccumulator accumulator, T value) => accumulator = function.Add(accumulator, value);

    public TResult Result(in TAccumulator accumulator) => function.GetResult(accumulator);
}
