using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Sinks.Tests;

public sealed class MemoryContractTests
{
    public static TheoryData<string> Scenarios => [.. TransactionalSinkContract.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Sink_into_memory_keeps_the_contract(string scenario) => TransactionalSinkContract.Run(scenario, new MemorySystem());

    private sealed class MemorySystem : ITransactionalSystem
    {
        private readonly TransactionalMemory<string> _memory = new();

        public string JobName => "job";

        public ISink<string> Sink => _memory;

        public IReadOnlyList<string> ReadVisible() => _memory.Visible;

        public IReadOnlyList<string> ReadOpen() => [.. Enumerable.Repeat("a transaction", _memory.OpenTransactions)];

        public void GiveUpTransactions() => _memory.AbortTransactions();
    }
}
