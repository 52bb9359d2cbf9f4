using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Files.Tests;

/// <summary>A followed file under log rotation: every line once and in order, whatever happened to the names.</summary>
public sealed class RotatedFileTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private int _rotations;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void File_renamed_and_made_again_is_read_to_its_end_before_the_new_one()
    {
        _scratch.Write("in.log", "a\n");
        using var run = Follow("in.log");
        AwaitRecords(run, "a");

        _scratch.Append("in.log", "b\n");
        Rename();
        _scratch.Append("in.log.1", "c\n");
        _scratch.Write("in.log", "d\n");

        AwaitRecords(run, "a", "b", "c", "d");
        run.Splits.ShouldHaveSingleItem().Id.ShouldBe(_scratch.PathOf("in.log"));
    }

    [Fact]
    public void New_file_of_the_same_length_and_time_as_the_former_one_is_read()
    {
        var time = new DateTime(2024, 4, 1, 0, 0, 0, DateTimeKind.Utc);
        foreach (var (name, line) in new[] { ("in.log", "a\n"), ("next", "b\n") })
        {
            _scratch.Write(name, line);
            File.SetLastWriteTimeUtc(_scratch.PathOf(name), time);
        }

        using var run = Follow("in.log");
        AwaitRecords(run, "a");

        Rename();
        File.Move(_scratch.PathOf("next"), _scratch.PathOf("in.log"));

        AwaitRecords(run, "a", "b");
    }

    [Fact]
    public void File_that_gets_its_name_back_is_read_on()
    {
        _scratch.Write("in.log", "a\n");
        using var run = Follow("in.log");
        AwaitRecords(run, "a");

        Rename();
        _scratch.Write("in.log", "");
        run.Until(() => run.Context.Notices.Any(n => n.Contains("was rotated", StringComparison.Ordinal)), "the rotation");
        File.Move(_scratch.PathOf("in.log.1"), _scratch.PathOf("in.log"), overwrite: true);
        run.Until(() => run.Context.Notices.Any(n => n.Contains("its name again", StringComparison.Ordinal)), "the return");
        _scratch.Append("in.log", "b\n");

        AwaitRecords(run, "a", "b");
    }

    [Fact]
    public void Last_line_of_a_former_file_counts_without_its_end()
    {
        _scratch.Write("in.log", "a\nb");
        using var run = Follow("in.log");
        AwaitRecords(run, "a");

        Rename();
        _scratch.Write("in.log", "c\n");

        AwaitRecords(run, "a", "b", "c");
    }

    [Fact]
    public void Program_that_has_not_opened_the_new_file_yet_loses_nothing()
    {
        _scratch.Write("in.log", "a\n");
        using var run = Follow("in.log");
        AwaitRecords(run, "a");

        Rename();
        _scratch.Write("in.log", "");
        for (var i = 0; i < 10; i++)
        {
            _scratch.Append("in.log.1", $"{i}\n");
            AwaitRecords(run, ["a", .. Enumerable.Range(0, i + 1).Select(n => $"{n}")]);
        }

        _scratch.Append("in.log", "z\n");
        run.Until(() => run.Records[^1] == "z", "the new file");
    }

    [Fact]
    public void Former_file_that_is_deleted_at_once_is_still_read_to_its_end()
    {
        var path = _scratch.Write("in.log", "abc\n");
        using var run = Follow("in.log");
        AwaitRecords(run, "abc");

        // Appended and deleted within one look; a file that is open can be read on.
        _scratch.Append("in.log", "def\n");
        File.Move(_scratch.Write("new", "xyz\nlonger than before\n"), path, overwrite: true);

        AwaitRecords(run, "abc", "def", "xyz", "longer than before");
    }

    [Fact]
    public void File_replaced_by_a_longer_copy_of_itself_goes_on_where_it_was()
    {
        var path = _scratch.Write("in.log", "abc\n");
        using var run = Follow("in.log");
        AwaitRecords(run, "abc");

        File.Move(_scratch.Write("new", "abc\ndef\n"), path, overwrite: true);

        AwaitRecords(run, "abc", "def");
    }

    [Fact]
    public void Rest_of_a_file_that_was_copied_and_truncated_is_read_from_the_copy()
    {
        _scratch.Write("in.log", "a1\na2\n");
        var splits = ReadSome("a1", "a2");
        _scratch.Append("in.log", "a3\n");
        CopyAndTruncate();
        _scratch.Append("in.log", "b1\n");

        using var run = Restore(splits);

        AwaitRecords(run, "a3", "b1");
    }

    [Fact]
    public void File_that_was_truncated_without_a_copy_is_read_anew_and_says_what_may_be_lost()
    {
        var path = _scratch.Write("in.log", "abc\n");
        var splits = ReadSome("abc");
        File.WriteAllText(path, "xyz\ndef\n");

        using var run = Restore(splits);

        AwaitRecords(run, "xyz", "def");
        run.Context.Notices.ShouldHaveSingleItem().ShouldContain("what it held behind byte 4 and was not read yet is lost");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Rotations_while_the_job_was_down_are_read_in_their_order(int rotations)
    {
        _scratch.Write("in.log", "first\n");
        var splits = ReadSome("first");
        var expected = new List<string> { "rest" };
        _scratch.Append("in.log", "rest\n");
        for (var i = 0; i < rotations; i++)
        {
            Rename();
            _scratch.Write("in.log", $"{i}a\n{i}b\n");
            expected.AddRange([$"{i}a", $"{i}b"]);
        }

        using var run = Restore(splits);

        AwaitRecords(run, [.. expected]);
    }

    [Fact]
    public void Former_file_that_was_compressed_is_named_as_lost()
    {
        _scratch.Write("in.log", "a\n");
        var splits = ReadSome("a");
        Rename();
        _scratch.Write("in.log", "b\n");
        Rename();
        File.Move(_scratch.PathOf("in.log.1"), _scratch.PathOf("in.log.1.gz"));
        _scratch.Write("in.log", "c\n");

        using var run = Restore(splits);

        AwaitRecords(run, "c");
        run.Context.Notices.ShouldContain(notice => notice.Contains("in.log.1.gz", StringComparison.Ordinal) && notice.Contains("not read", StringComparison.Ordinal));
    }

    [Fact]
    public void Rotation_within_a_pattern_that_matches_the_former_names_doubles_nothing()
    {
        _scratch.Write("logs/in.log", "a\n");
        _scratch.Write("logs/other.log", "x\n");
        using var run = Follow("logs/*");
        run.Until(() => run.Records.Count == 2, "both files");

        Rename("logs/in.log");
        _scratch.Write("logs/in.log", "b\n");
        run.Until(() => run.Records.Count == 3, "the new file");
        Rename("logs/in.log");
        _scratch.Write("logs/in.log", "c\n");
        _scratch.Append("logs/other.log", "y\n");
        run.Until(() => run.Records.Count >= 5, "the second new file");

        run.Records.Order(StringComparer.Ordinal).ShouldBe(["a", "b", "c", "x", "y"]);
        run.Splits.Count.ShouldBe(2);
    }

    [Fact]
    public void First_start_on_a_pattern_reads_the_former_files_before_the_one_at_the_path()
    {
        _scratch.Write("logs/in.log", "a\n");
        Rename("logs/in.log");
        _scratch.Write("logs/in.log", "b\n");
        Rename("logs/in.log");
        _scratch.Write("logs/in.log", "c\n");

        using var run = Follow("logs/*");

        AwaitRecords(run, "a", "b", "c");
    }

    [Fact]
    public void Numbered_files_without_a_common_file_are_files_of_their_own()
    {
        _scratch.Write("data.1", "a\n");
        _scratch.Write("data.2", "b\n");

        using var run = Follow("data.*");
        run.Until(() => run.Records.Count == 2, "both files");

        run.Splits.Count.ShouldBe(2);
    }

    [Fact]
    public void Any_history_of_writing_rotating_and_restarting_gives_every_line_once_in_order()
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var name = $"{seed}/in.log";
            var (written, read) = (new List<string>(), new List<string>());
            var history = new List<string>();
            // A file that the job has never seen is no former file of it.
            _scratch.Write(name, "first\n");
            written.Add("first");
            IReadOnlyList<OffsetSplit>? splits = null;
            for (var life = 0; life < 4; life++)
            {
                using var run = splits is null ? Follow(name) : Restore(splits, name);
                if (splits is null)
                {
                    AwaitRecords(run, "first");
                }

                var steps = random.Next(1, 6);
                for (var step = 0; step < steps; step++)
                {
                    Disturb(random, name, written, history);
                    if (random.Next(2) == 0)
                    {
                        run.Until(() => read.Count + run.Records.Count >= written.Count, $"all lines of history {seed}: {string.Join(", ", history)}");
                    }
                }

                run.Until(() => read.Count + run.Records.Count >= written.Count, $"all lines of history {seed}: {string.Join(", ", history)}");
                read.AddRange(run.Records);
                splits = run.Splits.Count > 0 ? run.Splits : splits;
                history.Add("restart");
                for (var step = random.Next(3); step > 0; step--)
                {
                    Disturb(random, name, written, history);
                }
            }

            using var last = Restore(splits!, name);
            last.Until(() => read.Count + last.Records.Count >= written.Count, $"all lines of history {seed}: {string.Join(", ", history)}");
            read.AddRange(last.Records);
            read.ShouldBe(written, $"history {seed}: {string.Join(", ", history)}");
        }
    }

    private static void AwaitRecords(SourceRun run, params string[] records)
    {
        run.Until(() => run.Records.Count >= records.Length, $"the records {string.Join(", ", records)}");
        run.Records.ShouldBe(records);
    }

    private void Disturb(Random random, string name, List<string> written, List<string> history)
    {
        if (random.Next(3) == 0)
        {
            history.Add("rotate");
            Rename(name);
            _scratch.Write(name, "");
        }

        for (var lines = random.Next(1, 4); lines > 0; lines--)
        {
            written.Add($"line {written.Count}");
            history.Add("write");
            _scratch.Append(name, $"{written[^1]}\n");
        }
    }

    private void Rename(string name = "in.log")
    {
        var path = _scratch.PathOf(name);
        for (var i = 99; i > 0; i--)
        {
            if (File.Exists($"{path}.{i}"))
            {
                File.Move($"{path}.{i}", $"{path}.{i + 1}");
            }
        }

        Date(path);
        File.Move(path, $"{path}.1");
    }

    private void CopyAndTruncate()
    {
        var path = _scratch.PathOf("in.log");
        File.Copy(path, $"{path}.1");
        Date($"{path}.1");
        File.WriteAllText(path, "");
    }

    /// <summary>Rotations of a test are closer together than the clock of the file system can tell.</summary>
    private void Date(string path) => File.SetLastWriteTimeUtc(path, new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(_rotations++));

    private IReadOnlyList<OffsetSplit> ReadSome(params string[] records)
    {
        using var first = Follow("in.log");
        AwaitRecords(first, records);
        return first.Splits;
    }

    private SourceRun Follow(string path) => new(Source(path));

    private SourceRun Restore(IReadOnlyList<OffsetSplit> splits, string path = "in.log") => new(Source(path), splits);

    private FileSource<string> Source(string path) => new(
        _scratch.PathOf(path),
        new TextDeserializer(),
        new FileSourceOptions { IsFollowing = true, PollInterval = TimeSpan.FromMilliseconds(2), RotationGrace = TimeSpan.FromMilliseconds(20) });
}
