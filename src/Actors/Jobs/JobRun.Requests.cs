using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Operators.KillPoints;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>What people ask of a job, apart from its submission. <c>docs/lifecycle.md</c> has the answers by phase.</summary>
internal sealed partial class JobRun
{
    private bool _stopRequested;

    /// <summary>Requests that the next savepoint answers.</summary>
    private List<SavepointRequest> _awaitingSavepoint = [];

    /// <summary>Requests that the savepoint on its way answers: those that came before its barriers.</summary>
    private List<SavepointRequest> _inSavepoint = [];

    /// <summary>Answers when the job has come to an end and its subtasks are closed; at once where it does not run.</summary>
    public void AwaitEnd(Action<JobStatus> answer)
    {
        if (IsActive || !IsClosed)
        {
            _awaitingEnd.Add(answer);
        }
        else
        {
            answer(Status());
        }
    }

    /// <summary>Ends the job behind a savepoint.</summary>
    /// <param name="answer">Takes the status when it has ended.</param>
    /// <param name="overdue">Takes what the end waits for where it does not come in time; nothing else is answered then.</param>
    public void StopWithSavepoint(Action<JobStatus> answer, Action<string>? overdue = null)
    {
        AwaitEndWithin(answer, overdue, _settings.CheckpointTimeout + _settings.AnswerTimeout);
        if (!IsActive)
        {
            return;
        }

        _stopRequested = true;
        if (_state == JobState.Running)
        {
            KillSwitch.Pass(KillPoint.StopRequested);
            TriggerWhenPossible();
        }
        else if (_state != JobState.Finishing)
        {
            // Nothing was processed since the last checkpoint that could be saved: that checkpoint is the savepoint.
            StopSubtasks();
            Write(new JobEnded(JobState.Stopped, null, environment.Time.GetUtcNow()), () => ReachEnd(JobState.Stopped));
        }
    }

    /// <summary>Takes a savepoint while the job goes on.</summary>
    /// <param name="completed">Takes it when its sinks have confirmed.</param>
    /// <param name="failed">Takes the reason where none can be taken, or not in time; nothing else is answered then.</param>
    public void TriggerSavepoint(Action<CheckpointStatus> completed, Action<string> failed)
    {
        if (_state != JobState.Running)
        {
            failed($"The job '{job}' is {_state}; a savepoint can be taken while it is running.");
            return;
        }

        var request = new SavepointRequest(completed, failed);
        _awaitingSavepoint.Add(request);
        LosePatienceAfter(_settings.CheckpointTimeout + _settings.AnswerTimeout, awaited =>
        {
            if (_awaitingSavepoint.Remove(request) || _inSavepoint.Remove(request))
            {
                failed($"The savepoint of the job '{job}' is not complete yet: the job is {_state}, and waits for {awaited}. Ask again when that is over.");
            }
        });
        TriggerWhenPossible();
    }

    /// <summary>Ends the job without a further checkpoint.</summary>
    /// <param name="answer">Takes the status when it has ended.</param>
    /// <param name="overdue">Takes what the end waits for where it does not come in time; nothing else is answered then.</param>
    public void Cancel(Action<JobStatus> answer, Action<string>? overdue = null)
    {
        AwaitEndWithin(answer, overdue, _settings.BlockedAfter + _settings.AnswerTimeout);
        if (IsActive)
        {
            StopSubtasks();
            Write(new JobEnded(JobState.Cancelled, null, environment.Time.GetUtcNow()), () => ReachEnd(JobState.Cancelled));
        }
    }

    /// <summary>What tells everybody who still waits for the end; to be called when the subtasks are closed.</summary>
    public Action TakeEndAnswers()
    {
        var (status, waiting) = (Status(), _awaitingEnd.ToList());
        _awaitingEnd.Clear();
        return () => waiting.ForEach(answer => answer(status));
    }

    /// <summary>The savepoint on its way will not be: those who wait for it wait for the next.</summary>
    private void PutBackSavepointRequests()
    {
        _awaitingSavepoint = [.. _inSavepoint, .. _awaitingSavepoint];
        _inSavepoint = [];
    }

    private void AnswerSavepointRequests(CheckpointStatus savepoint)
    {
        var answered = _inSavepoint;
        _inSavepoint = [];
        answered.ForEach(waiting => waiting.Completed(savepoint));
    }

    /// <summary>The job has come to its end; whoever waits learns it when the last subtask has closed its connectors.</summary>
    private void ReachEnd(JobState end)
    {
        _lastStatus = Status() with { State = end, LastFailure = _lastFailure, Blocked = [] };
        _state = end;
        StopSubtasks();
        PutBackSavepointRequests();
        var unanswered = _awaitingSavepoint;
        _awaitingSavepoint = [];
        unanswered.ForEach(waiting => waiting.Failed($"The job '{job}' ended as {end} before the savepoint was complete."));
        TellEndWhenClosed();
    }

    private void TellEndWhenClosed()
    {
        if (_attempt is { Alive.Count: > 0 } || _isInspecting)
        {
            return;
        }

        KillSwitch.Pass(KillPoint.JobClosed);
        _attempt = null;
        _impatient.Clear();
        environment.Announce($"The job is {_state}.");
        TakeEndAnswers()();
        DecideWaiting();
    }

    private readonly record struct SavepointRequest(Action<CheckpointStatus> Completed, Action<string> Failed);
}
