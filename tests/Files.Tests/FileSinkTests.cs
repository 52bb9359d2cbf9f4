using AkkaStreamProc.Connectors.Files;

namespace AkkaStreamProc.Files.Tests;

public sealed class FileSinkTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Records_become_visible_with_the_commit_of_their_epoch()
    {
        using var sink = new SinkRun(_scratch.PathOf("out")).Restore();

        sink.Write("a", "b");
        sink.Prepare(1);
        _scratch.VisibleNames("out").ShouldBeEmpty();
        sink.Write("c");
        sink.Commit(1);

        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
        sink.Prepare(2);
        sink.Commit(2);
        _scratch.VisibleLines("out").ShouldBe(["a", "b", "c"]);
        _scratch.HiddenNames("out").ShouldBeEmpty();
    }
}
