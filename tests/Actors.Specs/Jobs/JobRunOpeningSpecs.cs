using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>Between the deployment of an attempt and its running nothing may be waited for without end, except by a source for its system.</summary>
public sealed class JobRunOpeningSpecs
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(7);

    private readonly FakeJobEnvironment _environment = new();
    private readonly JobRun _run;
    private readonly SubtaskId _source;
    private readonly SubtaskId _count;

    public JobRunOpeningSpecs()
    {
        var graph = Visits.Job("opening", new LogSource<Visit>(1), new ScriptedSink<string>());
        _run = new JobRun(graph.Name, _environment);
        _run.Submit(graph, new JobProtocol.Submit(graph.Name, "plan", graph.Fingerprint, new JobSettings { DeployTimeout = Timeout }, DateTimeOffset.MaxValue), static _ => { });
        _environment.Deployed.Count.ShouldBe(2);
        (_source, _count) = (_environment.Deployed[0], _environment.Deployed[1]);
        foreach (var subtask in _environment.Deployed)
        {
            _run.Arrive(subtask, 1).ShouldBeTrue();
            _run.Receive(new SubtaskProtocol.Deployed(subtask, 1));
        }

        _environment.IsStarted.ShouldBeTrue();
    }

    [Fact]
    public void Source_may_wait_for_its_system_as_long_as_it_takes() => _environment.Timers.ShouldBeEmpty();

    [Fact]
    public void Subtask_that_has_not_arrived_is_sent_for_until_it_has()
    {
        var job = new PlayedJob();
        job.Submit();
        var (first, second) = (job.Environment.Deployed[0], job.Environment.Deployed[1]);
        job.Run.Arrive(second, 1).ShouldBeTrue();

        job.Elapse(JobTimerKind.Arrival).Elapse(JobTimerKind.Arrival);
        job.Environment.Deployed.ShouldBe([first, second, first, first]);
        job.Run.Arrive(first, 1).ShouldBeTrue();

        job.Environment.Timers.Keys.ShouldBe([JobTimerKind.Deployment]);
    }

    [Fact]
    public void Subtask_that_does_not_open_behind_open_sources_fails_the_attempt()
    {
        _run.Receive(new SubtaskProtocol.Opened(_source, 1));

        var (timer, delay) = _environment.Timers[JobTimerKind.Deployment];
        delay.ShouldBe(Timeout);
        _run.Elapsed(timer);

        _environment.Stopped.ShouldBe([_source, _count], ignoreOrder: true);
        _environment.Announced[^1].ShouldContain("1 of 2 subtasks were not ready after 00:00:07; the first is count[0].");
    }

    [Fact]
    public void Attempt_that_runs_has_no_such_time_any_more()
    {
        _run.Receive(new SubtaskProtocol.Opened(_source, 1));
        _run.Receive(new SubtaskProtocol.Opened(_count, 1));

        _environment.Announced[^1].ShouldBe("The job is running.");
        _environment.Timers.Keys.ShouldBe([JobTimerKind.Checkpoint]);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Checkpoints_keep_their_distance_whatever_happens_to_the_wall_clock(int seconds)
    {
        _run.Receive(new SubtaskProtocol.Opened(_source, 1));
        _run.Receive(new SubtaskProtocol.Opened(_count, 1));
        _run.Elapsed(_environment.Timers[JobTimerKind.Checkpoint].Timer);
        _environment.Clock.Advance(TimeSpan.FromMilliseconds(300));
        _environment.Clock.SetWallClock(TimeSpan.FromSeconds(seconds));

        var id = _environment.Triggered.ShouldHaveSingleItem().CheckpointId;
        var report = new SubtaskReport(0, false, []);
        foreach (var subtask in _environment.Deployed)
        {
            _run.Receive(new SubtaskProtocol.Acknowledged(subtask, 1, id, Stored.Snapshot(10), report));
        }

        foreach (var subtask in _environment.Deployed)
        {
            _run.Receive(new SubtaskProtocol.Committed(subtask, 1, id));
        }

        _environment.Timers[JobTimerKind.Checkpoint].Delay.ShouldBe(TimeSpan.FromMilliseconds(700));
    }
}
