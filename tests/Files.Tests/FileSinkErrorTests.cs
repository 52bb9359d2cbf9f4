using AkkaStreamProc.Connectors.Files;

namespace AkkaStreamProc.Files.Tests;

public sealed class FileSinkErrorTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string Out => _scratch.PathOf("out");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void File_in_the_place_of_the_directory_is_named()
    {
        _scratch.Write("out", "not a directory");
        using var sink = new SinkRun(Out);

        var error = Should.Throw<FilesException>(() => sink.Restore());

        error.Path.ShouldBe(Out);
        error.Message.ShouldContain($"'{Out}' is a file, not a directory");
    }

    [Fact]
    public void Directory_that_vanished_fails_the_write_and_nothing_is_prepared_after_it()
    {
        var context = new SteppedContext();
        using var writer = new FileSink<string>(Out, new TextSerializer(), chunkBytes: 1).CreateWriter(context);
        writer.Restore(0, [], static () => { });
        context.Run();
        Directory.Delete(Out, recursive: true);
        _scratch.Write("out", "not a directory");
        var isPrepared = false;

        var batch = Operators.Batches.RecordBatch<string>.Rent();
        batch.Append("a", 0);
        writer.Write(batch);
        writer.Prepare(1, _ => isPrepared = true);
        var error = Should.Throw<FilesException>(context.Step);
        context.Run();

        error.Message.ShouldContain(Out);
        isPrepared.ShouldBeFalse();
    }

    [Fact]
    public void File_that_vanished_before_it_was_prepared_is_named()
    {
        using var sink = new SinkRun(Out).Restore();
        sink.Write("a");
        sink.Prepare(1);
        foreach (var name in _scratch.HiddenNames("out"))
        {
            File.Delete(Path.Join(Out, name));
        }

        Should.Throw<FilesException>(() => sink.Commit(1)).Message.ShouldContain("missing");
    }
}
