using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Files.Tests;

public sealed class FileSinkContractTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<string> Scenarios => [.. TransactionalSinkContract.Scenarios];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void File_sink_keeps_the_contract(string scenario) => TransactionalSinkContract.Run(scenario, new FileSystem(_scratch));

    private sealed class FileSystem(ScratchDirectory scratch) : ITransactionalSystem
    {
        public string JobName => "job";

        public ISink<string> Sink { get; } = new FileSink<string>(scratch.PathOf("out"), new TextSerializer(), chunkBytes: 1);

        public IReadOnlyList<string> ReadVisible() => scratch.VisibleLines("out");

        public IReadOnlyList<string> ReadOpen() => scratch.HiddenNames("out");

        public void GiveUpTransactions()
        {
            // A file waits for ever.
        }
    }
}
