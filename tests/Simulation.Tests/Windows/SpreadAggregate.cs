using AkkaStreamProc.Operators.Functions;

namespace AkkaStreamProc.Simulation.Tests.Windows;

/// <summary>An aggregate as a user writes one.</summary>
internal sealed class SpreadAggregate : IAggregateFunction<Click, Spread, int>
{
    public Spread CreateAccumulator() => new(int.MaxValue, int.MinValue);

    public Spread Add(Spread accumulator, Click record) =>
        new(Math.Min(accumulator.Lowest, record.Number), Math.Max(accumulator.Highest, record.Number));

    public int GetResult(Spread accumulator) => accumulator.Highest - accumulator.Lowest;
}
