using AkkaStreamProc.Connectors.Files;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Files.Tests;

/// <summary>A directory belongs to one sink of one life of a job, and to one attempt at a time.</summary>
public sealed class FileSinkOwnershipTests : IDisposable
{
    private static readonly Guid Life = Guid.NewGuid();

    private readonly ScratchDirectory _scratch = new();

    private string Out => _scratch.PathOf("out");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Output_of_another_life_refuses_the_start_at_every_attempt_and_stays()
    {
        Commit(1, Life, "a", "b");
        var before = _scratch.VisibleNames("out");
        var other = Guid.NewGuid();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Refused(() => Run(other)).ShouldContain("in another life of the job");
        }

        _scratch.VisibleNames("out").ShouldBe(before);
        Continue(1).ShouldBe(["a", "b", "next"]);
    }

    [Fact]
    public void Output_of_an_unknown_life_refuses_a_start_from_nothing()
    {
        Commit(1, Life, "a");
        File.Delete(Path.Join(Out, ".sink-owner.json"));

        Refused(() => Run(Guid.NewGuid())).ShouldContain("though the job starts from nothing");
        Refused(() => Run(Life)).ShouldContain("though the job starts from nothing");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"Format\":1,\"Own")]
    public void Owner_that_a_crash_cut_short_is_written_again(string left)
    {
        Commit(1, Life, "a");
        File.WriteAllText(Path.Join(Out, ".sink-owner.json"), left);

        Continue(1).ShouldBe(["a", "next"]);
        Refused(() => Run(Guid.NewGuid())).ShouldContain("in another life of the job");
    }

    [Fact]
    public void Owner_of_a_later_release_refuses_the_start()
    {
        Commit(1, Life, "a");
        var path = Path.Join(Out, ".sink-owner.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"Format\":1", "\"Format\":2", StringComparison.Ordinal));

        Refused(() => Run(Life), checkpointId: 1).ShouldContain("format 2");
    }

    [Fact]
    public void Files_of_later_checkpoints_refuse_the_restore_from_an_older_copy_of_the_store()
    {
        var state = Commit(1, Life, "a");
        using (var original = Run(Life).Restore(1, state))
        {
            original.Write("b");
            original.Prepare(2);
            original.Commit(2);
        }

        Refused(() => Run(Life), 1, state).ShouldSatisfyAllConditions(
            m => m.ShouldContain("after checkpoint 1"),
            m => m.ShouldContain("0000000000000000002.jsonl"));
        _scratch.VisibleLines("out").ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Directory_whose_files_were_moved_away_may_be_taken_by_another_life()
    {
        Commit(1, Life, "a");
        File.Delete(Path.Join(Out, _scratch.VisibleNames("out").ShouldHaveSingleItem()));

        Commit(1, Guid.NewGuid(), "b");

        _scratch.VisibleLines("out").ShouldBe(["b"]);
        Refused(() => Run(Life), checkpointId: 1).ShouldContain("in another life of the job");
    }

    [Theory]
    [InlineData("other", "out")]
    [InlineData("spec", "other")]
    [InlineData("spec", "out")]
    public void Directory_that_is_being_written_into_refuses_whoever_comes_second(string jobName, string operatorName)
    {
        using var first = Run(Life).Restore();
        first.Write("a");

        Refused(() => new SinkRun(Out, operatorName: operatorName, jobName: jobName, life: NewAttempt(jobName == "spec" ? Life : Guid.NewGuid())))
            .ShouldSatisfyAllConditions(m => m.ShouldContain("is being written into by the sink 'out' of the job 'spec'"), m => m.ShouldContain($"process {Environment.ProcessId}"));

        first.Prepare(1);
        first.Commit(1);
        _scratch.VisibleLines("out").ShouldBe(["a"]);
    }

    [Fact]
    public void Directory_is_recognized_by_whatever_path()
    {
        using var first = Run(Life).Restore();
        var link = _scratch.PathOf("link");
        Directory.CreateSymbolicLink(link, Out);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Out);

        foreach (var path in new[] { link, relative, Path.Join(Out, "..", "out"), Out + "/" })
        {
            Refused(() => new SinkRun(path, operatorName: "other", life: NewAttempt(Life))).ShouldContain("is being written into");
        }
    }

    [Fact]
    public void Subtasks_of_one_attempt_share_the_directory_and_leave_it_to_the_next()
    {
        var attempt = NewAttempt(Life);
        var states = new List<ReadOnlyMemory<byte>>();
        var subtasks = Enumerable.Range(0, 4).Select(i => new SinkRun(Out, i, 4, life: attempt).Restore()).ToList();
        foreach (var subtask in subtasks)
        {
            subtask.Write("x");
            states.Add(subtask.Prepare(1));
        }

        subtasks.ForEach(s => s.Commit(1));
        subtasks.ForEach(s => s.Dispose());

        var next = NewAttempt(Life);
        using var left = new SinkRun(Out, 0, 2, life: next).Restore(1, states[0], states[2]);
        using var right = new SinkRun(Out, 1, 2, life: next).Restore(1, states[1], states[3]);
        _scratch.VisibleLines("out").ShouldBe(["x", "x", "x", "x"]);
    }

    /// <summary>Many start at once, each as another life: one has the directory in the end, and only its records are there.</summary>
    [Fact]
    public void Of_several_lives_that_start_at_once_one_writes()
    {
        var outcomes = new string?[6];
        using var started = new Barrier(outcomes.Length);
        var threads = outcomes.Select((_, i) => new Thread(() =>
        {
            using var run = new SinkRun(Out, life: NewAttempt(Guid.NewGuid()));
            started.SignalAndWait();
            try
            {
                run.Restore();
                run.Write($"{i}");
                run.Prepare(1);
                run.Commit(1);
                outcomes[i] = $"{i}";
            }
            catch (FilesException)
            {
                // Refused.
            }

            started.SignalAndWait();
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());

        _scratch.VisibleLines("out").ShouldBe([outcomes.Single(o => o is not null)!]);
    }

    private static JobLife NewAttempt(Guid life) => new(life, Guid.NewGuid(), []);

    private static string Refused(Func<SinkRun> run, long checkpointId = 0, params ReadOnlyMemory<byte>[] states)
    {
        using var sink = run();
        return Should.Throw<FilesException>(() => sink.Restore(checkpointId, states)).Message;
    }

    private SinkRun Run(Guid life) => new(Out, life: NewAttempt(life));

    private ReadOnlyMemory<byte> Commit(long checkpointId, Guid life, params string[] records)
    {
        using var sink = Run(life).Restore();
        sink.Write(records);
        var state = sink.Prepare(checkpointId);
        sink.Commit(checkpointId);
        return state;
    }

    private string[] Continue(long checkpointId)
    {
        using var sink = Run(Life).Restore(checkpointId);
        sink.Write("next");
        sink.Prepare(checkpointId + 1);
        sink.Commit(checkpointId + 1);
        return _scratch.VisibleLines("out");
    }
}
