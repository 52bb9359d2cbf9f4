using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Connectors.Files.Internal;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Files.Tests;

public sealed class SeveralFilesTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(32)]
    [InlineData(1)]
    public void Files_are_read_in_rotation_after_all_of_them_are_made_known(int maxOpenFiles)
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _scratch.Write($"{name}.jsonl", string.Concat(Enumerable.Range(0, name == "b" ? 1 : 5000).Select(i => $"{name}{i}\n")));
        }

        using var run = Run("*.jsonl", new FileSourceOptions { MaxOpenFiles = maxOpenFiles }).ToEnd();

        run.Fetches.Select(f => (Path.GetFileName(f.Split.Id)[0], f.RecordsBefore)).ShouldBe(
        [
            ('a', 2048), ('b', 2049), ('c', 4097),
            ('a', 6145), ('c', 8193),
            ('a', 9097), ('c', 10001),
        ]);
        run.Splits.ShouldAllBe(split => split.IsFinished);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Paused_file_is_left_alone_while_the_other_is_read_and_goes_on_where_it_was(bool isFollowing)
    {
        const int Lines = 60_000;
        string[] paths = [.. new[] { "a", "b" }.Select(name => _scratch.Write($"{name}.jsonl", string.Concat(Enumerable.Range(0, Lines).Select(i => $"{name}{i}\n"))))];
        using var run = Run("*.jsonl", new FileSourceOptions { IsFollowing = isFollowing, PollInterval = TimeSpan.FromMilliseconds(5) });
        run.Until(() => run.Records.Select(r => r[0]).Distinct().Count() == 2, "both files");

        run.SetPaused(paths[0], true);
        run.Until(() => run.Records.Count(r => r[0] == 'b') == Lines, "the other file");
        run.Records.Count(r => r[0] == 'a').ShouldBeLessThan(Lines / 2);

        run.SetPaused(paths[0], false);
        run.Until(() => run.Records.Count == 2 * Lines, "the paused file");
        run.Records.Where(r => r[0] == 'a').ShouldBe(Enumerable.Range(0, Lines).Select(i => $"a{i}"));
    }

    [Fact]
    public void Subtasks_share_the_files_without_gap_or_overlap()
    {
        for (var i = 0; i < 60; i++)
        {
            _scratch.Write($"{i}.jsonl", $"{i}\n");
        }

        var records = new List<string>();
        for (var subtask = 0; subtask < 3; subtask++)
        {
            using var run = Run("*.jsonl", subtask: subtask, parallelism: 3).ToEnd();
            run.Records.Count.ShouldBeInRange(1, 59);
            records.AddRange(run.Records);
        }

        records.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 60).Select(i => $"{i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void File_that_appeared_after_the_checkpoint_is_read_from_its_beginning()
    {
        _scratch.Write("a.jsonl", "a\n");
        using var first = Run("*.jsonl").ToEnd();
        _scratch.Write("b.jsonl", "b\n");

        using var run = Run("*.jsonl", restored: first.Splits).ToEnd();

        run.Records.ShouldBe(["b"]);
    }

    [Fact]
    public void File_that_was_read_to_its_end_may_be_gone_when_the_job_is_restored()
    {
        var path = _scratch.Write("a.jsonl", "a\n");
        using var first = Run("*.jsonl").ToEnd();
        File.Delete(path);

        using var run = Run("*.jsonl", restored: first.Splits).ToEnd();

        run.Records.ShouldBeEmpty();
    }

    private SourceRun Run(string pattern, FileSourceOptions? options = null, IReadOnlyList<OffsetSplit>? restored = null, int subtask = 0, int parallelism = 1) =>
        new(new FileSource<string>(_scratch.PathOf(pattern), new TextDeserializer(), options), restored, subtask, parallelism);
}
