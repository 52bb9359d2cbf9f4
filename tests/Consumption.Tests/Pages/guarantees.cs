using AkkaStreamProc;
using AkkaStreamProc.TestKit.Sinks;
using Xunit;

namespace Pages.Guarantees;

public class MySinkTests
{
// block 1
}

internal sealed class MySystem : ITransactionalSystem
{
    public string JobName => "job";

    public ISink<string> Sink => throw new NotSupportedException();

    public IReadOnlyList<string> ReadVisible() => [];

    public IReadOnlyList<string> ReadOpen() => [];

    public void GiveUpTransactions()
    {
    }
}
