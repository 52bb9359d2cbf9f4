using AkkaStreamProc.Actors.Checkpoints.Verdicts;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs.Journal;
using AkkaStreamProc.Actors.Jobs.Phases;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Jobs;

/// <summary>One job as its supervisor runs it: hands what happens to the phase at hand, and carries out what that decides.</summary>
/// <remarks>
/// <para>
/// Plain and single-threaded: it knows no actor and no clock of its own, so a simulation runs exactly what production
/// runs. The events it writes are the commit points of the whole job: nobody acts on a checkpoint before
/// <see cref="CheckpointCompleted"/> is written, and no id is used before it is reserved by
/// <see cref="AttemptStarted"/> or <see cref="CheckpointIdsReserved"/>.
/// </para>
/// <para>
/// Attempts follow each other strictly: the next begins after every subtask of the last has terminated, connectors
/// closed, so that two attempts never write to the same sink. That holds across failures, submissions and supervisors.
/// </para>
/// </remarks>
internal sealed class JobRun
{
    private readonly JobContext _context;
    private JobPhase _phase;

    public JobRun(string job, IJobEnvironment environment)
    {
        _context = new JobContext(job, environment, () => _phase!, Receive);
        _phase = new UnsubmittedPhase(_context);
    }

    /// <summary>What the journal says of the job.</summary>
    public JobHistory History => _context.History;

    /// <summary>The number of the submission at hand; 0 before the first.</summary>
    public int Submission => _context.Submissions.Current;

    /// <summary>Takes the history as a snapshot of the journal has it.</summary>
    public void Recover(JobHistory history) => _context.History = history;

    /// <summary>Takes an event the journal has.</summary>
    public void Recover(JobJournalEvent journalled) => _context.History = _context.History.Apply(journalled);

    public JobStatus Status() => _phase.Status();

    /// <summary>How far time is and why nothing comes out where nothing does.</summary>
    public TimeExplanation ExplainTime() => _phase.ExplainTime();

    /// <summary>How a submission ended that another has followed, or <see langword="null"/> for the one at hand.</summary>
    public JobStatus? EndOf(int submission) => _context.Submissions.EndOf(submission);

    /// <summary>Runs the job, or continues it.</summary>
    /// <param name="graph">The job, or <see langword="null"/> where this process does not know it.</param>
    /// <param name="submit">What was asked for.</param>
    /// <param name="answer">Takes the answer, once.</param>
    public void Submit(JobGraph? graph, JobProtocol.Submit submit, Action<SubmitAnswer> answer) => Move(_phase.Submit(graph, submit, answer));

    /// <summary>What would become of each state if the job continued from a checkpoint. Nothing begins.</summary>
    /// <param name="graph">The job, or <see langword="null"/> where this process does not know it.</param>
    /// <param name="checkpoint">The checkpoint; the last one unless given.</param>
    /// <returns><see cref="JobProtocol.Checked"/>, or <see cref="JobProtocol.Rejected"/> where the job could not continue from it whatever was allowed.</returns>
    public object Check(JobGraph? graph, long? checkpoint)
    {
        var (job, history) = (_context.Job, _context.History);
        var from = checkpoint is { } id ? history.Checkpoints.FirstOrDefault(c => c.Id == id) : history.Last;
        return graph is null ? new JobProtocol.Rejected($"The job '{job}' is not known to the process of its supervisor. Check it where it is submitted.")
            : from is null ? new JobProtocol.Rejected($"The job '{job}' has no checkpoint{(checkpoint is null ? "" : $" {checkpoint}")}. Retained: {RecoveryPlan.Retained(history)}.")
            : RecoveryPlan.WhyNotComparable(job, history.MaxParallelism, from, graph) is { } reason ? new JobProtocol.Rejected(reason)
            : new JobProtocol.Checked(StateVerdicts.Of(graph, from.Places!));
    }

    /// <summary>Answers when the job has come to an end and its subtasks are closed; at once where it does not run.</summary>
    public void AwaitEnd(Action<JobStatus> answer) => _phase.AwaitEnd(answer);

    /// <summary>Ends the job behind a savepoint.</summary>
    /// <param name="answer">Takes the status when it has ended.</param>
    /// <param name="overdue">Takes what the end waits for where it does not come in time; nothing else is answered then.</param>
    public void StopWithSavepoint(Action<JobStatus> answer, Action<string>? overdue = null)
    {
        var settings = _phase.Settings;
        AwaitEndWithin(answer, overdue, settings.CheckpointTimeout + settings.AnswerTimeout);
        Move(_phase.Stop());
    }

    /// <summary>Takes a savepoint while the job goes on.</summary>
    /// <param name="completed">Takes it when its sinks have confirmed.</param>
    /// <param name="failed">Takes the reason where none can be taken, or not in time; nothing else is answered then.</param>
    public void TriggerSavepoint(Action<CheckpointStatus> completed, Action<string> failed) => Move(_phase.TakeSavepoint(completed, failed));

    /// <summary>Ends the job without a further checkpoint.</summary>
    /// <param name="answer">Takes the status when it has ended.</param>
    /// <param name="overdue">Takes what the end waits for where it does not come in time; nothing else is answered then.</param>
    public void Cancel(Action<JobStatus> answer, Action<string>? overdue = null)
    {
        var settings = _phase.Settings;
        AwaitEndWithin(answer, overdue, settings.BlockedAfter + settings.AnswerTimeout);
        Move(_phase.Cancel());
    }

    /// <summary>A subtask is there and has touched nothing yet.</summary>
    /// <returns>
    /// Whether it is to restore and settle, and its termination to be told (<see cref="Terminated"/>). Otherwise it is a
    /// zombie that came up after its attempt was aborted, and to be stopped.
    /// </returns>
    public bool Arrive(SubtaskId subtask, int attempt) => IsCurrent(attempt) && _phase.Arrive(subtask);

    /// <summary>A subtask that had arrived has terminated, with its connectors closed, or is lost.</summary>
    public void Terminated(SubtaskId subtask, int attempt)
    {
        if (IsCurrent(attempt) && _phase.Attempt!.Alive.Remove(subtask))
        {
            Move(_phase.Terminated(subtask));
        }
    }

    /// <summary>Takes what a subtask tells; something of another attempt changes nothing.</summary>
    public void Receive(object message)
    {
        if (message is not SubtaskProtocol.IOfAttempt { Attempt: var attempt } || IsCurrent(attempt))
        {
            Move(_phase.Receive(message));
        }
    }

    /// <summary>A timer has run out; one of another attempt changes nothing.</summary>
    public void Elapsed(JobTimer timer)
    {
        if (timer.Kind == JobTimerKind.Answer)
        {
            _context.Overdue.Elapsed();
        }
        else if (IsCurrent(timer.Attempt))
        {
            Move(_phase.Elapsed(timer));
        }
    }

    /// <summary>Without its journal the run can promise nothing any more: it ends, and everybody who waits learns it.</summary>
    public void JournalFailed(Exception cause) => Abandon(JournalConflict.IsOne(cause)
        ? $"Another process runs the job '{_context.Job}' on the same store and has written to its journal. Only one may, so this one ends; end the other, or give this one another store."
        : $"The journal of the job cannot be written: {cause.Message}. Mend the store and submit the job again; it continues from the last checkpoint.");

    /// <summary>The supervisor goes, whatever for: a job it still runs ends, and everybody who waits learns it.</summary>
    public void Abandon() => Abandon("The supervisor of the job was stopped; the log may say why. Submit the job again; it continues from the last checkpoint.");

    /// <summary>What tells everybody who still waits for the end; to be called when the subtasks are closed.</summary>
    public Action TakeEndAnswers() => _context.Ends.Take(Status());

    private void Abandon(string reason)
    {
        _context.Submissions.Reject(reason);
        Move(_phase.Abandon(reason));
    }

    private void AwaitEndWithin(Action<JobStatus> answer, Action<string>? overdue, TimeSpan patience)
    {
        AwaitEnd(answer);
        if (overdue is not null && _context.Ends.Contains(answer))
        {
            _context.Overdue.Add(patience, phase =>
            {
                if (_context.Ends.Withdraw(answer))
                {
                    overdue($"The job '{_context.Job}' has not ended yet: it is {phase.State}, and waits for {phase.Awaited}. It ends as soon as that is over, and nothing of it begins before; ask for its completion, or end the process.");
                }
            });
        }
    }

    private void Move(Transition transition)
    {
        switch (transition)
        {
            case Transition.To(var next):
                _phase = next;
                _context.Environment.Telemetry?.Enter(next.State);
                _context.Environment.Entered(next.State);
                Move(next.Begin());
                break;
            case Transition.Write(var journalled, var then):
                Write(journalled, then);
                break;
        }
    }

    private void Write(JobJournalEvent journalled, Func<Transition> then) => _context.Environment.Write(journalled, () => OnWritten(journalled, then));

    private void OnWritten(JobJournalEvent journalled, Func<Transition> then)
    {
        Recover(journalled);
        Move(then());
    }

    /// <summary>Whether something is of the attempt at hand.</summary>
    private bool IsCurrent(int attempt) => _phase.Attempt?.Number == attempt;
}
