using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>What the run of a job does about errors that cannot pass, failures that come again, and calls that do not return.</summary>
public sealed class JobRunFailureSpecs
{
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(2);

    private readonly FakeJobEnvironment _environment = new();
    private readonly JobGraph _graph = Visits.Job("failures", new LogSource<Visit>(1), new ScriptedSink<string>());
    private readonly JobRun _run;
    private int _attempt;

    public JobRunFailureSpecs()
    {
        _run = new JobRun(_graph.Name, _environment);
        var settings = new JobSettings
        {
            Restart = RestartStrategy.ExponentialDelay(resetAfter: Stable, maxFailures: 2),
            AnswerTimeout = TimeSpan.FromSeconds(30),
            CheckpointTimeout = TimeSpan.FromSeconds(60),
        };
        Submit(_graph, settings, static _ => { });
        Open();
    }

    private SubtaskId First => _environment.Deployed[0];

    [Fact]
    public void Error_that_cannot_pass_ends_the_job_with_the_first_attempt()
    {
        Fail(new StreamProcessingException("The topic has another key."));

        _run.Status().State.ShouldBe(JobState.Failed);
        _run.Status().LastFailure.ShouldBe("The topic has another key.");
        _environment.Announced.ShouldContain(a => a.Contains("does not pass by itself, so no further attempt is made"));
    }

    [Fact]
    public void Error_that_may_pass_is_followed_by_an_attempt_as_often_as_the_strategy_says()
    {
        for (var failure = 1; failure <= 2; failure++)
        {
            Fail(new StreamProcessingException("The broker is away.") { IsTransient = true });
            _run.Status().State.ShouldBe(JobState.Restarting);
            Restart();
        }

        Fail(new InvalidOperationException("Whoever knows what this is."));

        _run.Status().State.ShouldBe(JobState.Failed);
        _attempt.ShouldBe(3);
    }

    [Fact]
    public void Attempt_that_lasted_but_came_no_further_does_not_begin_the_count_anew()
    {
        for (var failure = 1; failure <= 2; failure++)
        {
            _environment.Clock.Advance(Stable * 2);
            Fail(new TimeoutException());
            Restart();
        }

        _environment.Clock.Advance(Stable * 2);
        Fail(new TimeoutException());

        _run.Status().State.ShouldBe(JobState.Failed);
    }

    [Fact]
    public void Attempt_that_lasted_and_completed_a_checkpoint_begins_the_count_anew()
    {
        for (var failure = 1; failure <= 5; failure++)
        {
            _environment.Clock.Advance(Stable);
            CompleteCheckpoint();
            Fail(new TimeoutException());
            _run.Status().State.ShouldBe(JobState.Restarting);
            Restart();
        }
    }

    [Fact]
    public void Cancellation_of_a_job_with_a_blocked_call_answers_in_time_with_what_it_waits_for_and_ends_when_the_call_returns()
    {
        var ends = new List<JobStatus>();
        var overdue = new List<string>();
        var completion = new List<JobStatus>();
        _run.AwaitEnd(completion.Add);
        _run.Receive(new SubtaskProtocol.Blocked(First, _attempt, "the operator 'map' with the key «a»", _environment.Clock.GetUtcNow()));

        _run.Cancel(ends.Add, overdue.Add);
        _environment.Deployed.Skip(1).ToList().ForEach(id => _run.Terminated(id, _attempt));
        _environment.Clock.Advance(_environment.Timers[JobTimerKind.Answer].Delay);
        _run.Elapsed(_environment.Timers[JobTimerKind.Answer].Timer);

        overdue.ShouldHaveSingleItem().ShouldContain("source[0], where a call of the operator 'map' with the key «a» has not returned for 30 s");
        _run.Status().Blocked.ShouldHaveSingleItem();
        (ends.Count, completion.Count).ShouldBe((0, 0));

        _run.Terminated(First, _attempt);

        completion.ShouldHaveSingleItem().State.ShouldBe(JobState.Cancelled);
        (ends.Count, overdue.Count).ShouldBe((0, 1), "an answer is given once");
        _run.Status().Blocked.ShouldBeEmpty();
    }

    [Fact]
    public void Stop_with_savepoint_that_no_subtask_answers_is_answered_with_the_checkpoint_it_waits_for()
    {
        var overdue = new List<string>();
        _run.StopWithSavepoint(static _ => { }, overdue.Add);

        _environment.Timers[JobTimerKind.Answer].Delay.ShouldBe(TimeSpan.FromSeconds(90));
        _environment.Clock.Advance(TimeSpan.FromSeconds(90));
        _run.Elapsed(_environment.Timers[JobTimerKind.Answer].Timer);

        overdue.ShouldHaveSingleItem().ShouldContain("waits for checkpoint 1, to which source[0], count[0] have not answered");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Request_that_needs_a_checkpoint_waits_no_longer_than_for_answers_once_a_call_is_known_not_to_return(bool stops)
    {
        var overdue = new List<string>();
        var savepoints = new List<CheckpointStatus>();
        if (stops)
        {
            _run.StopWithSavepoint(static _ => { }, overdue.Add);
        }
        else
        {
            _run.TriggerSavepoint(savepoints.Add, overdue.Add);
        }

        _environment.Clock.Advance(TimeSpan.FromSeconds(20));
        _run.Receive(new SubtaskProtocol.Blocked(First, _attempt, "the operator 'map'", _environment.Clock.GetUtcNow() - TimeSpan.FromSeconds(10)));
        _environment.Timers[JobTimerKind.Answer].Delay.ShouldBe(TimeSpan.FromSeconds(10));
        _environment.Clock.Advance(TimeSpan.FromSeconds(10));
        _run.Elapsed(_environment.Timers[JobTimerKind.Answer].Timer);

        overdue.ShouldHaveSingleItem().ShouldContain("waits for source[0], where a call of the operator 'map' has not returned for 20 s");

        // The call returns: the stop goes on, the savepoint is nobody's any more.
        _run.Receive(new SubtaskProtocol.Resumed(First, _attempt));
        CompletePendingCheckpoint();
        _run.Status().State.ShouldBe(stops ? JobState.Stopped : JobState.Running);
        (savepoints.Count, overdue.Count).ShouldBe((0, 1), "an answer is given once");
    }

    [Fact]
    public void Submission_beside_a_blocked_call_is_refused_in_time_with_what_it_waits_for()
    {
        _run.Receive(new SubtaskProtocol.Blocked(First, _attempt, "the operator 'map'", _environment.Clock.GetUtcNow()));
        _run.Cancel(static _ => { });
        _environment.Deployed.Skip(1).ToList().ForEach(id => _run.Terminated(id, _attempt));
        var answers = new List<SubmitAnswer>();
        Submit(_graph, new JobSettings(), answers.Add);

        answers.ShouldBeEmpty();
        _environment.Clock.Advance(_environment.Timers[JobTimerKind.Answer].Delay);
        _run.Elapsed(_environment.Timers[JobTimerKind.Answer].Timer);

        answers.ShouldHaveSingleItem().Rejection!.ShouldContain("is Cancelled, but waits for source[0], where a call of the operator 'map' has not returned for 30 s");
        _run.Terminated(First, _attempt);
        _run.Status().State.ShouldBe(JobState.Cancelled, "nobody waits for the submission any more");
    }

    [Fact]
    public void Next_attempt_waits_for_a_blocked_call_of_the_failed_one()
    {
        _run.Receive(new SubtaskProtocol.Blocked(First, _attempt, "the operator 'map'", _environment.Clock.GetUtcNow()));
        _run.Receive(new SubtaskProtocol.Failed(_environment.Deployed[1], _attempt, new TimeoutException()));
        _run.Terminated(_environment.Deployed[1], _attempt);

        _environment.Timers.ShouldNotContainKey(JobTimerKind.Restart);
        _run.Status().Blocked.ShouldHaveSingleItem().ShouldContain("the operator 'map'");

        _run.Receive(new SubtaskProtocol.Resumed(First, _attempt));
        _run.Terminated(First, _attempt);
        _environment.Timers.ShouldContainKey(JobTimerKind.Restart);
    }

    private void Submit(JobGraph graph, JobSettings settings, Action<SubmitAnswer> answer) =>
        _run.Submit(graph, new JobProtocol.Submit(graph.Name, "plan", graph.Fingerprint, settings, DateTimeOffset.MaxValue), answer);

    private void Open()
    {
        _attempt++;
        foreach (var subtask in _environment.Deployed)
        {
            _run.Arrive(subtask, _attempt).ShouldBeTrue();
            _run.Receive(new SubtaskProtocol.Deployed(subtask, _attempt));
        }

        foreach (var subtask in _environment.Deployed)
        {
            _run.Receive(new SubtaskProtocol.Opened(subtask, _attempt));
        }

        _run.Status().State.ShouldBe(JobState.Running);
    }

    private void Fail(Exception cause)
    {
        _run.Receive(new SubtaskProtocol.Failed(First, _attempt, cause));
        _environment.Deployed.ForEach(id => _run.Terminated(id, _attempt));
    }

    private void Restart()
    {
        _environment.Deployed.Clear();
        _run.Elapsed(_environment.Timers[JobTimerKind.Restart].Timer);
        Open();
    }

    private void CompleteCheckpoint()
    {
        _run.Elapsed(_environment.Timers[JobTimerKind.Checkpoint].Timer);
        CompletePendingCheckpoint();
    }

    private void CompletePendingCheckpoint()
    {
        var id = _environment.Timers[JobTimerKind.CheckpointTimeout].Timer.CheckpointId;
        foreach (var subtask in _environment.Deployed)
        {
            _run.Receive(new SubtaskProtocol.Acknowledged(subtask, _attempt, id, Stored.Snapshot(1), new SubtaskReport(0, false, [])));
        }

        foreach (var subtask in _environment.Deployed)
        {
            _run.Receive(new SubtaskProtocol.Committed(subtask, _attempt, id));
        }
    }
}
