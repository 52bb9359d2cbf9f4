using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>How the contract begins attempts on a system, and what it expects to see there.</summary>
internal static class ContractSystem
{
    public static SinkAttempt Attempt(this ITransactionalSystem system, int subtask = 0, int parallelism = 1, int highestParallelism = 0, JobLife? life = null) =>
        new(system.Sink, subtask, parallelism, highestParallelism, system.JobName, life);

    public static void ShouldShow(this ITransactionalSystem system, params IReadOnlyList<string> records)
    {
        var visible = system.ReadVisible();
        if (!visible.Order(StringComparer.Ordinal).SequenceEqual(records.Order(StringComparer.Ordinal)))
        {
            throw new SinkContractException($"Expected to be visible: [{string.Join(", ", records)}]. Seen: [{string.Join(", ", visible)}].");
        }
    }

    public static void ShouldHaveNothingOpen(this ITransactionalSystem system)
    {
        if (system.ReadOpen() is { Count: > 0 } open)
        {
            throw new SinkContractException($"Nothing should be left open, but there is: {string.Join(", ", open)}.");
        }
    }
}
