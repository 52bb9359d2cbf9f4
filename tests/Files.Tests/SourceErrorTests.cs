using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Files.Tests;

public sealed class SourceErrorTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("missing.jsonl", "does not exist")]
    [InlineData("missing/in.jsonl", "does not exist")]
    [InlineData("*.jsonl", "No file matches")]
    [InlineData("missing/*.jsonl", "No file matches")]
    [InlineData("directory", "is a directory")]
    [InlineData("in.jsonl.gz", "is compressed")]
    public void Path_without_a_readable_file_is_an_error_that_names_it(string path, string message)
    {
        Directory.CreateDirectory(_scratch.PathOf("directory"));
        _scratch.Write("in.jsonl.gz", "");

        using var run = new SourceRun(new FileSource<string>(_scratch.PathOf(path), new TextDeserializer()));
        var error = run.Failure();

        error.Path.ShouldBe(_scratch.PathOf(path));
        error.Message.ShouldContain(_scratch.PathOf(path));
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void Refusal_of_the_operating_system_is_an_error_that_names_the_file()
    {
        var path = _scratch.PathOf("loop.jsonl");
        File.CreateSymbolicLink(path, path);

        using var run = new SourceRun(new FileSource<string>(path, new TextDeserializer()));

        run.Failure().Message.ShouldContain($"'{path}'");
    }

    [Fact]
    public void Pipe_is_an_error_that_names_it()
    {
        if (!OperatingSystem.IsLinux())
        {
            // Only there has an open pipe a path.
            return;
        }

        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";

        using var run = new SourceRun(new FileSource<string>(path, new TextDeserializer()));

        run.Failure().Message.ShouldContain($"'{path}' is a pipe");
    }

    [Fact]
    public void Pipe_to_which_nobody_writes_is_an_error_and_not_waited_for()
    {
        if (!OperatingSystem.IsLinux())
        {
            // Elsewhere opening it waits, as the system has it.
            return;
        }

        var path = _scratch.PathOf("fifo.jsonl");
        using (var make = Process.Start("mkfifo", [path]))
        {
            make.WaitForExit();
        }

        using var run = new SourceRun(new FileSource<string>(path, new TextDeserializer()));

        run.Failure().Message.ShouldContain($"'{path}' is a pipe");
    }

    [Fact]
    public void File_without_permission_is_an_error_that_names_it()
    {
        var path = _scratch.Write("in.jsonl", "a\n");
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            // Windows has no such bits, and they do not stop root.
            return;
        }

        File.SetUnixFileMode(path, UnixFileMode.None);

        using var run = new SourceRun(new FileSource<string>(path, new TextDeserializer()));

        run.Failure().Message.ShouldContain("Give the user that runs the job access");
    }

    [Fact]
    public void Bounded_file_that_is_cut_while_it_is_read_is_an_error()
    {
        var path = _scratch.Write("in.jsonl", string.Concat(Enumerable.Repeat("0123456789\n", 200_000)));
        using var run = new SourceRun(new FileSource<string>(path, new TextDeserializer()));
        run.Until(() => run.Records.Count > 0, "the first records");

        File.WriteAllText(path, "0123456789\n");

        run.Failure().Message.ShouldContain("truncated or replaced");
    }

    [Fact]
    public void Record_for_which_the_deserializer_throws_is_a_bad_record()
    {
        var path = _scratch.Write("in.jsonl", "a\nbb\n");
        using var run = new SourceRun(new FileSource<string>(path, new Throwing()));
        run.Until(() => run.Bad.Count == 2, "the bad records");

        run.Bad.Select(b => (b.Position, b.Reason, b.Length)).ShouldBe(
            [("0", "the deserializer threw InvalidOperationException: A defect.", 1L), ("2", "the deserializer threw InvalidOperationException: A defect.", 2L)]);
    }

    [Fact]
    public void Disposed_reader_closes_its_files_and_reads_no_more()
    {
        var path = _scratch.Write("in.jsonl", string.Concat(Enumerable.Repeat("0123456789\n", 200_000)));

        using (var run = new SourceRun(new FileSource<string>(path, new TextDeserializer())))
        {
            run.Until(() => run.Records.Count > 0, "the first records");
            Should.Throw<IOException>(() => OpenExclusively(path));
        }

        OpenExclusively(path);
    }

    private static void OpenExclusively(string path) => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();

    private sealed class Throwing : IDeserializer<string>
    {
        public bool TryDeserialize(ReadOnlySpan<byte> data, [MaybeNullWhen(false)] out string value, [NotNullWhen(false)] out string? reason) =>
            throw new InvalidOperationException("A defect.");
    }
}
