namespace AkkaStreamProc.Operators.Execution;

/// <summary>What an operator waits for by the two clocks, at one moment.</summary>
/// <param name="EventTime">The watermark at which something is due next; <see cref="long.MaxValue"/> where nothing waits for event time.</param>
/// <param name="ClockTime">The moment of the clock at which something is due next; <see cref="long.MaxValue"/> where nothing waits for it.</param>
/// <param name="What">What is due.</param>
internal readonly record struct AwaitedTime(long EventTime, long ClockTime, AwaitedKind What)
{
    public static AwaitedTime Nothing { get; } = new(long.MaxValue, long.MaxValue, AwaitedKind.Timer);
}
