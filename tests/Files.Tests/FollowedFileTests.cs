using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Files.Tests;

public sealed class FollowedFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Growing_file_is_read_as_it_grows()
    {
        _scratch.Write("in.jsonl", "a\n");
        using var run = Follow("in.jsonl");
        AwaitRecords(run, "a");

        for (var i = 0; i < 20; i++)
        {
            _scratch.Append("in.jsonl", $"{i}\r\n");
            AwaitRecords(run, ["a", .. Enumerable.Range(0, i + 1).Select(n => $"{n}")]);
        }

        run.Splits.ShouldHaveSingleItem().IsFinished.ShouldBeFalse();
        run.Bad.ShouldBeEmpty();
    }

    [Fact]
    public void Line_without_its_end_waits_for_it()
    {
        _scratch.Write("a.jsonl", "a\nhal");
        _scratch.Write("b.jsonl", "");
        using var run = Follow("*.jsonl");
        AwaitRecords(run, "a");

        // Files are looked at in turn: once the second has been read again, so has the first.
        for (var i = 0; i < 3; i++)
        {
            _scratch.Append("a.jsonl", "f");
            _scratch.Append("b.jsonl", $"{i}\n");
            AwaitRecords(run, ["a", .. Enumerable.Range(0, i + 1).Select(n => $"{n}")]);
        }

        _scratch.Append("a.jsonl", "\n");
        AwaitRecords(run, "a", "0", "1", "2", "halfff");
    }

    [Fact]
    public void Line_over_the_limit_is_bad_once_it_ends()
    {
        _scratch.Write("in.jsonl", "0123456789");
        using var run = Follow("in.jsonl", maxRecordBytes: 4);
        run.Until(() => run.HasBegun, "the beginning");

        _scratch.Append("in.jsonl", "012345");
        _scratch.Append("in.jsonl", "6789\r\na\n");
        AwaitRecords(run, "a");

        var bad = run.Bad.ShouldHaveSingleItem();
        (bad.Position, bad.Length).ShouldBe(("0", 20));
        run.Splits[0].Position.ShouldBe(24);
    }

    [Fact]
    public void Csv_header_may_still_be_written()
    {
        _scratch.Write("in.csv", "\uFEFFa,");
        using var run = Follow("in.csv");
        run.Until(() => run.HasBegun, "the beginning");

        _scratch.Append("in.csv", "b\n1,");
        _scratch.Append("in.csv", "\"x\n");
        _scratch.Append("in.csv", "y\"\n");

        AwaitRecords(run, "{\"a\":\"1\",\"b\":\"x\\ny\"}");
    }

    [Fact]
    public void File_that_does_not_exist_yet_is_waited_for()
    {
        using var run = Follow("logs/in.jsonl");
        run.Until(() => run.Context.Notices.Count > 0, "the notice");
        run.Context.Notices.ShouldBe([$"The file '{_scratch.PathOf("logs/in.jsonl")}' does not exist yet; waiting for it."]);

        _scratch.Write("logs/in.jsonl", "a\n");

        AwaitRecords(run, "a");
    }

    [Fact]
    public void Pattern_without_a_match_waits_and_finds_new_files()
    {
        using var run = Follow("logs/*.jsonl");
        run.Until(() => run.Context.Notices.Count > 0, "the notice");
        run.Context.Notices[0].ShouldContain("waiting for one");

        _scratch.Write("logs/a.jsonl", "a\n");
        AwaitRecords(run, "a");
        _scratch.Write("logs/b.jsonl", "b\n");
        AwaitRecords(run, "a", "b");

        run.Context.Notices[^1].ShouldContain("b.jsonl");
    }

    [Fact]
    public void Truncated_file_is_an_error_that_names_it()
    {
        var path = _scratch.Write("in.jsonl", "abc\ndef\n");
        using var run = Follow("in.jsonl");
        AwaitRecords(run, "abc", "def");

        using (var file = File.OpenWrite(path))
        {
            file.SetLength(4);
        }

        var error = run.Failure();
        error.Path.ShouldBe(path);
        error.Message.ShouldContain("truncated or replaced");
        error.Message.ShouldContain("4 bytes");
    }

    [Fact]
    public void File_that_disappears_is_waited_for_and_goes_on_where_it_was()
    {
        var path = _scratch.Write("in.jsonl", "abc\n");
        using var run = Follow("in.jsonl");
        AwaitRecords(run, "abc");

        File.Move(path, _scratch.PathOf("away"));
        run.Until(() => run.Context.Notices.Count > 0, "the notice");
        run.Context.Notices[0].ShouldContain("has disappeared");
        _scratch.Append("away", "def\n");
        File.Move(_scratch.PathOf("away"), path);

        AwaitRecords(run, "abc", "def");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Restored_job_goes_on_behind_what_was_read(bool isFollowing)
    {
        _scratch.Write("in.jsonl", "abc\nde");
        var splits = ReadSome("abc");
        _scratch.Append("in.jsonl", "f\n");

        using var run = Restore(splits, isFollowing);

        AwaitRecords(run, "def");
    }

    [Theory]
    [InlineData(false, "ab")]
    [InlineData(true, "ab")]
    [InlineData(false, "xyz\ndef\n")]
    public void Restored_job_refuses_a_file_that_is_not_the_one_it_read(bool isFollowing, string content)
    {
        var path = _scratch.Write("in.jsonl", "abc\n");
        var splits = ReadSome("abc");
        File.WriteAllText(path, content);

        using var run = Restore(splits, isFollowing);

        var error = run.Failure();
        error.Path.ShouldBe(path);
        error.Message.ShouldContain("replaced");
        error.Message.ShouldContain("Put the old file back");
    }

    [Fact]
    public void Restored_bounded_job_refuses_a_file_that_is_gone()
    {
        var path = _scratch.Write("in.jsonl", "abc\n");
        var splits = ReadSome("abc");
        File.Delete(path);

        using var run = Restore(splits, isFollowing: false);

        run.Failure().Message.ShouldContain("no longer exists");
    }

    private static void AwaitRecords(SourceRun run, params string[] records)
    {
        run.Until(() => run.Records.Count >= records.Length, $"the records {string.Join(", ", records)}");
        run.Records.ShouldBe(records);
    }

    private IReadOnlyList<OffsetSplit> ReadSome(params string[] records)
    {
        using var first = Follow("in.jsonl");
        AwaitRecords(first, records);
        return first.Splits;
    }

    private SourceRun Follow(string path, int maxRecordBytes = 1000) => new(new FileSource<string>(
        _scratch.PathOf(path),
        new TextDeserializer(),
        new FileSourceOptions { IsFollowing = true, PollInterval = TimeSpan.FromMilliseconds(2), MaxRecordBytes = maxRecordBytes }));

    private SourceRun Restore(IReadOnlyList<OffsetSplit> splits, bool isFollowing) => new(
        new FileSource<string>(_scratch.PathOf("in.jsonl"), new TextDeserializer(), new FileSourceOptions { IsFollowing = isFollowing }),
        splits);
}
