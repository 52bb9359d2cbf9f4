using AkkaStreamProc;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;
using AkkaStreamProc.TestKit.Sources;
using Xunit;

namespace Pages.Connectors
{
    // block 1

    public sealed class MySource : ISource<string>
    {
        public string Description => "mine";

        public bool IsBounded => true;

        public ISplitSerializer SplitSerializer { get; } = new JsonSplitSerializer<ShardSplit>();

        public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new FixedSplits(context, [new ShardSplit("a", "")]);

        public ISourceReader<string> CreateReader(ISubtaskContext context) => throw new System.NotSupportedException();
    }

    public sealed class MySystem : ISourceSystem
    {
        public IReadOnlyList<string> Records => [];

        public ISource<string> CreateSource() => new MySource();
    }

    public class Contract
    {
        public static TheoryData<string> Scenarios => [.. SourceContract.Scenarios];

        // block 2
    }

    public class Harness
    {
        public static void Run()
        {
            SourceFetch<string> fetch;
            // block 3
        }
    }
}
