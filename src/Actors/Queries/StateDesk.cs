using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Actors.Jobs;
using AkkaStreamProc.Actors.Subtasks;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Actors.Queries;

/// <summary>Takes the questions about the state of one job, and sees to it that each has one answer: <c>JobHandle.StateRef</c>.</summary>
/// <remarks>
/// <para>
/// It stands beside the supervisor, so that questions hold up no checkpoint. A live question goes to the subtask that owns the
/// key group; while there is none, it waits, and after a restart it is asked again, because reading changes nothing. A question
/// of the last checkpoint is answered from its snapshots, beside the job, also when the job has ended.
/// </para>
/// <para>
/// Open questions are bounded in number (<see cref="MaxOpen"/>) and in time (<see cref="StateQuestion.Timeout"/>). Whoever asked
/// may be gone; then the answer goes nowhere.
/// </para>
/// </remarks>
internal sealed class StateDesk : UntypedActor, IWithTimers
{
    /// <summary>How many questions may be open; one more is refused at once.</summary>
    public const int MaxOpen = 1000;

    /// <summary>How many are answered from snapshots at the same time, each of which has one in memory.</summary>
    private const int MaxReadings = 4;

    private static readonly TimeSpan ExpiryInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _job;
    private readonly CheckpointStates _checkpointStates;
    private readonly TimeProvider _time;
    private readonly Dictionary<long, OpenQuestion> _open = [];
    private readonly Dictionary<Guid, long> _numbers = [];
    private readonly SortedSet<long> _toRead = [];

    private JobGraph? _graph;
    private int _submission;
    private JobState _state;
    private Serving? _serving;
    private IReadOnlyList<CompletedCheckpoint> _checkpoints = [];
    private long _lastNumber;
    private int _readings;

    public StateDesk(string job, CheckpointStates checkpointStates, TimeProvider time) => (_job, _checkpointStates, _time) = (job, checkpointStates, time);

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StateQuestion question:
                Take(question, Sender, _time.GetTimestamp());
                break;
            case CancelStateQuestion { Id: var id }:
                if (_numbers.TryGetValue(id, out var cancelled))
                {
                    Close(cancelled);
                }

                break;
            case SubtaskProtocol.StateRead read:
                // What an attempt says after the next has begun may be older than what was answered since.
                if (_open.TryGetValue(read.Number, out var open) && open.Attempt == read.Attempt)
                {
                    Answer(read.Number, read.Answer);
                }

                break;
            case SnapshotRead read:
                OnSnapshotRead(read);
                break;
            case Expiry:
                Expire();
                break;
            case Submitted submitted:
                Begin(submitted);
                break;
            case Completed completed:
                _checkpoints = completed.Checkpoints;
                break;
            case Serving serving:
                _serving = serving;
                foreach (var number in _open.Keys.ToList())
                {
                    Forward(number);
                }

                break;
            case Entered entered:
                Enter(entered.State);
                break;
        }
    }

    /// <summary>Goes over to another submission: what is open is asked of it anew, or refused where it was meant for the one before.</summary>
    private void Begin(Submitted submitted)
    {
        (_graph, _submission, _serving) = (submitted.Graph, submitted.Submission, null);
        foreach (var number in _open.Keys.ToList())
        {
            var open = Close(number)!;
            Take(open.Question, open.Asker, open.Since);
        }
    }

    private void Enter(JobState state)
    {
        _state = state;
        if (state is JobState.Running or JobState.Finishing or JobState.Starting)
        {
            return;
        }

        _serving = null;
        if (state != JobState.Restarting)
        {
            foreach (var (number, _) in _open.Where(o => o.Value.Question.Reading == StateReading.Live).ToList())
            {
                Refuse(number, NotRunning());
            }
        }
    }

    /// <param name="question">The question.</param>
    /// <param name="asker">Who is to be answered.</param>
    /// <param name="since">When it was asked.</param>
    private void Take(StateQuestion question, IActorRef asker, long since)
    {
        if (_numbers.TryGetValue(question.Id, out var earlier))
        {
            // The same question again takes the place of the first, of which whoever asked has given up the answer.
            Refuse(earlier, Transient($"The question {question.Id} about the state of the job '{_job}' was asked again, and is answered once. Give each an id of its own."));
        }

        if (_open.Count == MaxOpen)
        {
            asker.Tell(new Status.Failure(Transient($"{MaxOpen:N0} questions about the state of the job '{_job}' are open. Ask again when some are answered.")));
            return;
        }

        var number = ++_lastNumber;
        try
        {
            Verify(question);
            var open = new OpenQuestion(question, asker, question.KeyGroupOf(_graph!.MaxParallelism), since);
            _open.Add(number, open);
            _numbers.Add(question.Id, number);
            if (_open.Count == 1)
            {
                Timers.StartPeriodicTimer(nameof(Expiry), Expiry.Instance, ExpiryInterval, ExpiryInterval);
            }

            if (question.Reading == StateReading.LastCheckpoint)
            {
                _toRead.Add(number);
                ReadNext();
            }
            else
            {
                Forward(number);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Close(number);
            asker.Tell(new Status.Failure(e as StreamProcessingException ?? new StreamProcessingException(
                $"The question about the state '{question.State}' of the operator '{question.Operator}' cannot be asked: its key fails with {e.GetType().Name}: {e.Message} Mend the type of the key.", e)));
        }
    }

    private void Verify(StateQuestion question)
    {
        if (_graph is null)
        {
            throw NotRunning();
        }

        if (question.Submission is { } submission && submission != _submission)
        {
            throw new StreamProcessingException($"The submission of the job '{_job}' whose state is asked for has ended, and another has followed. Ask the handle of that one.");
        }

        if (question.Timeout <= TimeSpan.Zero && question.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new StreamProcessingException($"A question about the state of the job '{_job}' has a time-out of {question.Timeout}. Give it some time, or {nameof(Timeout)}.{nameof(Timeout.InfiniteTimeSpan)}.");
        }

        StateCatalog.Verify(_graph, question);
        if (question.Reading == StateReading.Live && _state is JobState.Finished or JobState.Stopped or JobState.Cancelled or JobState.Failed)
        {
            throw NotRunning();
        }
    }

    private StreamProcessingException NotRunning() => new(
        $"The job '{_job}' does not run: it is {_state}, and has no live state. Read the state of its last checkpoint ({nameof(StateReading)}.{nameof(StateReading.LastCheckpoint)}), or submit it again.");

    /// <summary>Asks the owner of the key group, if there is one.</summary>
    private void Forward(long number)
    {
        var open = _open[number];
        if (_serving is not { } serving || open.Question.Reading != StateReading.Live)
        {
            return;
        }

        open.Attempt = serving.Attempt;
        var vertex = serving.Plan.Vertices.First(v => v.Operators.Any(o => o.Name == open.Question.Operator));
        var owner = new SubtaskId(vertex.Id, KeyGroupRange.OwnerOf(open.KeyGroup, vertex.Parallelism, serving.Plan.MaxParallelism));
        serving.Subtasks[owner].Tell(new SubtaskProtocol.ReadState(serving.Attempt, number, open.Question));
    }

    private void ReadNext()
    {
        while (_readings < MaxReadings && _toRead.Count > 0)
        {
            var number = _toRead.Min;
            _toRead.Remove(number);
            var open = _open[number];
            if (Choose(open.Question) is not { } checkpoint)
            {
                Refuse(number, open.Question.Pinned is { } pinned
                    ? new StreamProcessingException($"Checkpoint {pinned} of the job '{_job}' is not retained any more, and the walk through it cannot go on. Begin anew, with larger pages, or retain more (JobSettings.RetainedCheckpoints).")
                    : Transient($"The job '{_job}' has no completed checkpoint yet. Ask again behind the first, or read the live state."));
                continue;
            }

            _readings++;
            var (graph, question) = (_graph!, open.Question);
            Task.Run(() => _checkpointStates.AnswerAsync(question, open.KeyGroup, checkpoint, graph)).PipeTo(
                Self,
                success: answer => new SnapshotRead(number, checkpoint.Id, answer),
                failure: cause => new SnapshotRead(number, checkpoint.Id, new Status.Failure(cause is AggregateException { InnerException: { } inner } ? inner : cause)));
        }
    }

    private CompletedCheckpoint? Choose(StateQuestion question) =>
        question.Pinned is { } pinned ? _checkpoints.FirstOrDefault(c => c.Id == pinned) : _checkpoints.LastOrDefault();

    private void OnSnapshotRead(SnapshotRead read)
    {
        _readings--;
        if (_open.TryGetValue(read.Number, out var open))
        {
            if (read.Answer is Status.Failure && Choose(open.Question)?.Id != read.Checkpoint)
            {
                // It was deleted under the reader's hands, because newer ones are complete.
                _toRead.Add(read.Number);
            }
            else
            {
                Answer(read.Number, read.Answer);
            }
        }

        ReadNext();
    }

    private void Expire()
    {
        foreach (var (number, open) in _open.Where(o => IsOver(o.Value)).ToList())
        {
            var why = open.Question.Reading == StateReading.LastCheckpoint ? "its snapshots are still being read"
                : _serving is null ? $"the job is {_state}"
                : "the subtask that owns the key has not answered, and may be in a call that does not return";
            Refuse(number, Transient(
                $"The state '{open.Question.State}' of the operator '{open.Question.Operator}' was not read within {open.Question.Timeout}: {why}. Ask again, or give the question more time."));
        }
    }

    private bool IsOver(OpenQuestion open) =>
        open.Question.Timeout != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(open.Since) >= open.Question.Timeout;

    private static StreamProcessingException Transient(string message) => new(message) { IsTransient = true };

    private void Refuse(long number, Exception reason) => Answer(number, new Status.Failure(reason));

    private void Answer(long number, object answer) => Close(number)?.Asker.Tell(answer, Self);

    private OpenQuestion? Close(long number)
    {
        if (!_open.Remove(number, out var open))
        {
            return null;
        }

        _numbers.Remove(open.Question.Id);
        _toRead.Remove(number);
        if (_open.Count == 0)
        {
            Timers.Cancel(nameof(Expiry));
        }

        return open;
    }

    /// <summary>From the supervisor: a submission was accepted.</summary>
    public sealed record Submitted(JobGraph Graph, int Submission);

    /// <summary>From the supervisor: the checkpoints that are retained, oldest first.</summary>
    public sealed record Completed(IReadOnlyList<CompletedCheckpoint> Checkpoints);

    /// <summary>From the supervisor: an attempt has its state and begins.</summary>
    public sealed record Serving(int Attempt, ExecutionPlan Plan, IReadOnlyDictionary<SubtaskId, IActorRef> Subtasks);

    /// <summary>From the supervisor: what the job is doing now.</summary>
    public sealed record Entered(JobState State);

    private sealed record SnapshotRead(long Number, long Checkpoint, object Answer);

    private sealed record OpenQuestion(StateQuestion Question, IActorRef Asker, int KeyGroup, long Since)
    {
        /// <summary>The attempt that was asked last.</summary>
        public int Attempt { get; set; }
    }

    private sealed class Expiry
    {
        public static readonly Expiry Instance = new();
    }
}
