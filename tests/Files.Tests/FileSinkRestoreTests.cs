using AkkaStreamProc.Connectors.Files;

namespace AkkaStreamProc.Files.Tests;

public sealed class FileSinkRestoreTests : IDisposable
{
    private const int Unbuffered = 1;

    private readonly ScratchDirectory _scratch = new();

    private string Out => _scratch.PathOf("out");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Prepared_epoch_of_the_checkpoint_is_committed()
    {
        var state = Die(1, "a", "b");

        using var sink = new SinkRun(Out).Restore(1, state);

        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
        _scratch.HiddenNames("out").ShouldBeEmpty();
    }

    [Fact]
    public void Restoring_a_second_time_changes_nothing()
    {
        var state = Die(1, "a");
        new SinkRun(Out).Restore(1, state).Kill();

        using var sink = new SinkRun(Out).Restore(1, state);

        _scratch.VisibleLines("out").ShouldBe(["a"]);
    }

    [Fact]
    public void Restore_that_died_between_two_renames_is_completed()
    {
        var first = new SinkRun(Out).Restore();
        first.Write("a");
        first.Prepare(1);
        first.Write("b");
        var state = first.Prepare(2);
        first.Kill();
        Rename(_scratch.HiddenNames("out")[0]);

        using var sink = new SinkRun(Out).Restore(2, state);

        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Rename_that_died_with_both_names_present_is_completed()
    {
        var state = Die(1, "a");
        var name = _scratch.HiddenNames("out").ShouldHaveSingleItem();
        File.Copy(Path.Join(Out, name), Path.Join(Out, name[1..]));

        using var sink = new SinkRun(Out).Restore(1, state);

        _scratch.VisibleLines("out").ShouldBe(["a"]);
        _scratch.HiddenNames("out").ShouldBeEmpty();
    }

    [Fact]
    public void What_was_written_after_the_checkpoint_is_removed()
    {
        var first = new SinkRun(Out, chunkBytes: Unbuffered).Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Write("b");
        first.Prepare(2);
        first.Write("c");
        first.Kill();

        using var sink = new SinkRun(Out).Restore(1, state);

        _scratch.VisibleLines("out").ShouldBe(["a"]);
        _scratch.HiddenNames("out").ShouldBeEmpty();
    }

    [Fact]
    public void Missing_file_is_named()
    {
        var state = Die(1, "a");
        var name = _scratch.HiddenNames("out").ShouldHaveSingleItem();
        File.Delete(Path.Join(Out, name));

        var error = Should.Throw<FilesException>(() => new SinkRun(Out).Restore(1, state));

        error.Path.ShouldEndWith(name);
        error.Message.ShouldContain("missing");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shorter_file_is_named(bool isCommitted)
    {
        var state = Die(1, "abc");
        var name = _scratch.HiddenNames("out").ShouldHaveSingleItem();
        File.WriteAllText(Path.Join(Out, name), "ab");
        if (isCommitted)
        {
            Rename(name);
        }

        var error = Should.Throw<FilesException>(() => new SinkRun(Out).Restore(1, state));

        error.Path.ShouldEndWith(isCommitted ? name[1..] : name);
        error.Message.ShouldContain("2 bytes");
        error.Message.ShouldContain("promises 4 bytes");
    }

    [Fact]
    public void Other_file_under_the_final_name_is_not_overwritten()
    {
        var state = Die(1, "a");
        var name = _scratch.HiddenNames("out").ShouldHaveSingleItem();
        File.WriteAllText(Path.Join(Out, name[1..]), "x\n");

        var error = Should.Throw<FilesException>(() => new SinkRun(Out).Restore(1, state));

        error.Path.ShouldEndWith(name[1..]);
        _scratch.VisibleLines("out").ShouldBe(["x"]);
    }

    [Fact]
    public void Start_from_nothing_removes_what_was_never_committed()
    {
        var first = new SinkRun(Out, chunkBytes: Unbuffered).Restore();
        first.Write("b");
        first.Prepare(2);
        first.Write("c");
        first.Kill();

        using var sink = new SinkRun(Out).Restore();

        _scratch.HiddenNames("out").ShouldBeEmpty();
    }

    [Fact]
    public void Files_of_other_sinks_and_of_users_are_never_touched()
    {
        string[] names =
        [
            ".part-out-00000000-0000-0000000000000000007.jsonl",
            ".part-other-12345678-0000-open-0123456789abcdef0123456789abcdef.jsonl",
            ".gitignore", ".part-", "part-out.jsonl", "notes.txt",
        ];
        foreach (var name in names)
        {
            _scratch.Write(Path.Join("out", name), "mine");
        }

        using (var other = new SinkRun(Out, operatorName: "other", chunkBytes: Unbuffered).Restore())
        {
            other.Write("a");
            other.Prepare(1);
            other.Write("b");
        }

        var before = _scratch.HiddenNames("out");

        using var sink = new SinkRun(Out).Restore();

        _scratch.HiddenNames("out").ShouldBe(before);
        _scratch.VisibleNames("out").ShouldBe(["notes.txt", "part-out.jsonl"]);
    }

    [Fact]
    public void Smaller_parallelism_commits_and_tidies_up_after_subtasks_that_no_longer_exist()
    {
        var states = new List<ReadOnlyMemory<byte>>();
        for (var subtask = 0; subtask < 4; subtask++)
        {
            var old = new SinkRun(Out, subtask, 4, chunkBytes: Unbuffered).Restore();
            old.Write($"a{subtask}");
            states.Add(old.Prepare(1));
            old.Write($"b{subtask}");
            old.Prepare(2);
            old.Write($"c{subtask}");
            old.Kill();
        }

        using var first = new SinkRun(Out, 0, 2).Restore(1, states[0], states[1]);
        _scratch.VisibleLines("out").ShouldBe(["a0", "a1"]);
        using var second = new SinkRun(Out, 1, 2).Restore(1, states[2], states[3]);

        _scratch.VisibleLines("out").ShouldBe(["a0", "a1", "a2", "a3"]);
        _scratch.HiddenNames("out").ShouldBeEmpty();
    }

    private ReadOnlyMemory<byte> Die(long checkpointId, params string[] records)
    {
        var life = new SinkRun(Out).Restore();
        life.Write(records);
        var state = life.Prepare(checkpointId);
        life.Kill();
        return state;
    }

    private void Rename(string hidden) => File.Move(Path.Join(Out, hidden), Path.Join(Out, hidden[1..]));
}
