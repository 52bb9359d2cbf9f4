using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Simulation.Tests;

/// <summary>Where a simulated job writes: into a sink that completes inline, or through transactions on a worker.</summary>
internal sealed class Output<T>
{
    private readonly CollectingSink<T> _collecting = new();
    private readonly TransactionalMemory<T> _memory = new();
    private readonly bool _isTransactional;

    public Output(int seed) => _isTransactional = seed % 3 > 0;

    /// <summary>A transactional output that refuses some records for good.</summary>
    public Output(Func<T, string?> refuses)
    {
        _memory = new TransactionalMemory<T> { Refuses = refuses };
        _isTransactional = true;
    }

    public ISink<T> Sink => _isTransactional ? _memory : _collecting;

    /// <summary>What a reader sees; of one key in the order it became visible.</summary>
    public IReadOnlyList<T> Committed => _isTransactional ? _memory.Visible : _collecting.Committed;

    /// <summary>The outside system gives up what is open, as a time-out does.</summary>
    public void Disturb() => _memory.AbortTransactions();
}
