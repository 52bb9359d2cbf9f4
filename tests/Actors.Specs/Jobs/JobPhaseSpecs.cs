using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Jobs.Phases;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Specs.Jobs;

/// <summary>Which phase follows which; the answers to requests are in <see cref="LifeCycleTableSpecs"/>.</summary>
public sealed class JobPhaseSpecs
{
    private readonly PlayedJob _job = new();

    private FakeJobEnvironment Environment => _job.Environment;

    private JobStatus Status => _job.Run.Status();

    public static TheoryData<string> ActivePhases => ["starting", "running", "stopping", "finishing", "restarting", "backing off"];

    [Fact]
    public void Job_without_failures_goes_through_its_phases_in_order()
    {
        var states = new List<JobState>();
        _job.Submit();
        states.Add(Status.State);
        _job.Arrive().Open();
        states.Add(Status.State);
        _job.EndInput();
        states.Add(Status.State);
        _job.CompleteCheckpoints().Close();
        states.Add(Status.State);

        states.ShouldBe([JobState.Starting, JobState.Running, JobState.Finishing, JobState.Finished]);
        Environment.Journalled.Select(e => e.GetType()).ShouldBe(
            [typeof(JobSubmitted), typeof(AttemptStarted), typeof(CheckpointCompleted), typeof(JobEnded)]);
    }

    [Fact]
    public void Stop_follows_the_checkpoint_that_is_on_its_way()
    {
        _job.Running().Elapse(JobTimerKind.Checkpoint);
        var ends = new List<JobStatus>();

        _job.Run.StopWithSavepoint(ends.Add);

        Environment.Triggered.Count.ShouldBe(1);
        _job.CompleteCheckpoints();
        Environment.Triggered.Select(t => t.CheckpointId).ShouldBe([1, 2]);
        _job.Run.History.Last!.Status.IsSavepoint.ShouldBeTrue();
        ends.ShouldBeEmpty();
        _job.Close();
        ends.ShouldHaveSingleItem().State.ShouldBe(JobState.Stopped);
    }

    [Fact]
    public void Attempt_behind_one_that_failed_while_stopping_stops_as_soon_as_it_runs()
    {
        _job.Running().Run.StopWithSavepoint(static _ => { });

        _job.Fail().Close().Elapse(JobTimerKind.Restart).Arrive();
        Status.State.ShouldBe(JobState.Starting);
        _job.Open().PlayOut();

        Status.State.ShouldBe(JobState.Stopped);
        Status.Attempt.ShouldBe(2);
    }

    [Fact]
    public void Savepoint_to_stop_with_that_times_out_fails_the_attempt()
    {
        _job.Running().Run.StopWithSavepoint(static _ => { });

        _job.Elapse(JobTimerKind.CheckpointTimeout);

        Status.State.ShouldBe(JobState.Restarting);
        Status.LastFailure.ShouldBe("The savepoint to stop with was aborted.");
    }

    [Fact]
    public void Stop_of_a_job_that_finishes_is_made_good_by_the_next_attempt_where_the_last_checkpoint_fails()
    {
        _job.Running().EndInput().Run.StopWithSavepoint(static _ => { });
        Environment.Triggered.Count.ShouldBe(1);

        _job.Fail().Close().Elapse(JobTimerKind.Restart).Arrive().Open().PlayOut();

        Status.State.ShouldBe(JobState.Stopped);
    }

    [Fact]
    public void Input_that_ends_while_the_job_stops_leaves_it_stopped()
    {
        _job.Running().Run.StopWithSavepoint(static _ => { });

        _job.EndInput();
        Status.State.ShouldBe(JobState.Finishing);
        _job.PlayOut();

        Status.State.ShouldBe(JobState.Stopped);
    }

    [Fact]
    public void Next_attempt_begins_when_the_last_subtask_has_closed_and_the_delay_is_over()
    {
        _job.Running().Fail();
        Environment.Timers.ShouldNotContainKey(JobTimerKind.Restart);

        _job.Close();
        Environment.Timers.Keys.ShouldBe([JobTimerKind.Restart]);
        _job.Run.History.Attempt.ShouldBe(1);

        _job.Elapse(JobTimerKind.Restart);
        _job.Run.History.Attempt.ShouldBe(2);
        Status.State.ShouldBe(JobState.Starting);
    }

    [Fact]
    public void Failures_of_an_attempt_that_has_failed_change_nothing()
    {
        _job.Running().Fail();
        var (failure, stopped) = (Status.LastFailure, Environment.Stopped.Count);

        _job.Run.Receive(new SubtaskProtocol.Failed(Environment.Deployed[0], 1, new TimeoutException("second")));
        _job.Run.Receive(new JobSignal.EnumeratorFailed(1, new TimeoutException("third")));
        _job.Run.Receive(new SubtaskProtocol.Ended(Environment.Deployed[0], 1));

        Status.LastFailure.ShouldBe(failure);
        Environment.Stopped.Count.ShouldBe(stopped);
    }

    [Fact]
    public void What_an_earlier_attempt_says_or_waits_for_changes_nothing()
    {
        _job.Running();
        var timer = Environment.Timers[JobTimerKind.Checkpoint].Timer;
        var old = Environment.Deployed[0];
        _job.Fail().Close().Elapse(JobTimerKind.Restart).Arrive().Open();

        _job.Run.Elapsed(timer);
        _job.Run.Receive(new SubtaskProtocol.Failed(old, 1, new TimeoutException()));
        _job.Run.Receive(new SubtaskProtocol.CheckpointRequested(old, 1));
        _job.Run.Terminated(old, 1);
        _job.Run.Arrive(old, 1).ShouldBeFalse();

        Status.State.ShouldBe(JobState.Running);
        Environment.Triggered.ShouldBeEmpty();
    }

    [Fact]
    public void Subtask_that_arrives_when_its_attempt_has_started_or_failed_is_not_welcome()
    {
        _job.Running();
        _job.Run.Arrive(Environment.Deployed[0], 1).ShouldBeFalse();

        _job.Fail();
        _job.Run.Arrive(Environment.Deployed[0], 1).ShouldBeFalse();
    }

    [Fact]
    public void Checkpoint_wanted_while_starting_begins_with_the_first_record()
    {
        _job.Submit();
        _job.Arrive();
        _job.Run.Receive(new SubtaskProtocol.CheckpointRequested(Environment.Deployed[0], 1));
        Environment.Triggered.ShouldBeEmpty();

        _job.Open();

        Environment.Triggered.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(ActivePhases))]
    public void Supervisor_that_goes_ends_its_job_in_any_phase_and_tells_it_when_closed(string phase)
    {
        In(phase);
        var ends = new List<JobStatus>();
        _job.Run.AwaitEnd(ends.Add);
        var journalled = Environment.Journalled.Count;

        _job.Run.Abandon();

        Status.State.ShouldBe(JobState.Failed);
        ends.Count.ShouldBe(_job.Alive == 0 ? 1 : 0);
        _job.Close();
        ends.ShouldHaveSingleItem().LastFailure.ShouldNotBeNull().ShouldStartWith("The supervisor of the job was stopped");
        Environment.Journalled.Count.ShouldBe(journalled);
    }

    [Fact]
    public void Supervisor_that_goes_leaves_an_end_as_it_was()
    {
        _job.Running().Run.Cancel(static _ => { });
        _job.Close();

        _job.Run.Abandon();

        Status.State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public void Submission_that_waits_is_refused_when_the_supervisor_goes()
    {
        _job.Running().Run.Cancel(static _ => { });
        var answers = _job.Submit();
        answers.ShouldBeEmpty();

        _job.Run.Abandon();

        answers.ShouldHaveSingleItem().Rejection.ShouldNotBeNull().ShouldStartWith("The supervisor of the job was stopped");
        _job.Close();
        Status.State.ShouldBe(JobState.Cancelled);
    }

    [Fact]
    public void One_of_several_submissions_that_wait_is_accepted()
    {
        _job.Running().Run.Cancel(static _ => { });
        List<SubmitAnswer>[] answers = [_job.Submit(), _job.Submit(), _job.Submit()];

        _job.Close();

        answers.Select(a => a.ShouldHaveSingleItem().Rejection is null).ShouldBe([true, false, false]);
        Status.State.ShouldBe(JobState.Starting);
    }

    private void In(string phase)
    {
        switch (phase)
        {
            case "starting":
                _job.Submit();
                _job.Arrive();
                break;
            case "running":
                _job.Running();
                break;
            case "stopping":
                _job.Running().Run.StopWithSavepoint(static _ => { });
                break;
            case "finishing":
                _job.Running().EndInput();
                break;
            case "restarting":
                _job.Running().Fail();
                break;
            case "backing off":
                _job.Running().Fail().Close();
                break;
        }
    }
}
