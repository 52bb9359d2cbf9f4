using System.Diagnostics;
using System.Diagnostics.Metrics;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc.Actors.Telemetry;

/// <summary>The series and activities of one job, as its run tells what happens.</summary>
/// <remarks>The run tells; what is told last any thread may read.</remarks>
/// <param name="job">The name of the job.</param>
/// <param name="activities">Where activities are begun.</param>
/// <param name="time">The clock.</param>
/// <param name="change">The series of the job begin, or end.</param>
internal sealed class JobTelemetry(string job, ActivitySource activities, TimeProvider time, Action<JobTelemetry, bool> change)
{
    private static readonly JobState[] AllStates = Enum.GetValues<JobState>();

    private readonly KeyValuePair<string, object?>[] _tags = [new("job", job)];
    private readonly KeyValuePair<string, object?>[][] _tagsOfStates =
        [.. AllStates.Select(state => new KeyValuePair<string, object?>[] { new("job", job), new("state", NameOf(state)) })];

    private volatile Numbers? _numbers;
    private Activity? _attempt;
    private Activity? _checkpoint;
    private bool _isCheckpointing;

    /// <summary>A submission was accepted, and the job is in this state with this checkpoint.</summary>
    public void Begin(JobState state, CheckpointStatus? last)
    {
        _numbers = new Numbers(state, 0, 0, 0, last);
        change(this, true);
    }

    /// <summary>The job is in this state.</summary>
    public void Enter(JobState state) => Update(n => n with { State = state });

    /// <summary>The job has ended and is closed, or its supervisor is gone: its series end.</summary>
    public void End()
    {
        Finish(ref _attempt, "The job has ended.");
        CheckpointEnded("The job has ended.");
        _numbers = null;
        change(this, false);
    }

    public void AttemptBegan(int attempt, long? restoredFrom, bool isRestart)
    {
        Update(n => n with { Restarts = n.Restarts + (isRestart ? 1 : 0) });
        _attempt = Start("akkastreamproc.attempt", attempt);
        _attempt?.SetTag("checkpoint", restoredFrom);
    }

    /// <summary>All subtasks are restored and settled.</summary>
    public void AttemptRestored() => Add(_attempt, "restored");

    /// <summary>Records flow.</summary>
    public void AttemptRuns() => Finish(ref _attempt, null);

    public void AttemptFailed(string cause)
    {
        Finish(ref _attempt, cause);
        CheckpointEnded(cause);
    }

    public void CheckpointBegan(int attempt, long id, CheckpointPurpose purpose)
    {
        _isCheckpointing = true;
        _checkpoint = Start("akkastreamproc.checkpoint", attempt);
        _checkpoint?.SetTag("checkpoint", id).SetTag("purpose", purpose.ToString().ToLowerInvariant());
    }

    /// <summary>Every subtask has saved its snapshot.</summary>
    public void CheckpointSaved() => Add(_checkpoint, "saved");

    /// <summary>The checkpoint stands in the journal.</summary>
    public void CheckpointCompleted(CheckpointStatus completed)
    {
        _isCheckpointing = false;
        Update(n => n with { Completed = n.Completed + 1, Last = completed });
        _checkpoint?.SetTag("bytes", completed.Bytes);
        Add(_checkpoint, "completed");
    }

    /// <summary>All sinks have confirmed.</summary>
    public void CheckpointConfirmed() => Finish(ref _checkpoint, null);

    public void CheckpointAborted(string reason) => CheckpointEnded(reason);

    public IEnumerable<Measurement<long>> Counts(Func<Numbers, long> count) =>
        _numbers is { } numbers ? [new Measurement<long>(count(numbers), _tags)] : [];

    public IEnumerable<Measurement<long>> States() => _numbers is { } numbers
        ? AllStates.Select((state, i) => new Measurement<long>(numbers.State == state ? 1 : 0, _tagsOfStates[i]))
        : [];

    public IEnumerable<Measurement<double>> OfLastCheckpoint(Func<CheckpointStatus, double> value) =>
        _numbers?.Last is { } last ? [new Measurement<double>(value(last), _tags)] : [];

    private static string NameOf(JobState state) => state.ToString().ToLowerInvariant();

    private void Update(Func<Numbers, Numbers> update) => _numbers = _numbers is { } numbers ? update(numbers) : null;

    /// <summary>A checkpoint that is not completed counts as failed; one that is and has no confirmation yet does not.</summary>
    private void CheckpointEnded(string reason)
    {
        if (_isCheckpointing)
        {
            _isCheckpointing = false;
            Update(n => n with { Failed = n.Failed + 1 });
        }

        Finish(ref _checkpoint, reason);
    }

    private Activity? Start(string name, int attempt)
    {
        // The messages that are sent meanwhile have nothing to do with whoever asked for the job, nor with each other.
        var current = Activity.Current;
        Activity.Current = null;
        var activity = activities.StartActivity(name, ActivityKind.Internal, default(ActivityContext), startTime: time.GetUtcNow());
        Activity.Current = current;
        return activity?.SetTag("job", job).SetTag("attempt", attempt);
    }

    private void Add(Activity? activity, string phase) => activity?.AddEvent(new ActivityEvent(phase, time.GetUtcNow()));

    private void Finish(ref Activity? activity, string? error)
    {
        if (activity is null)
        {
            return;
        }

        activity.SetStatus(error is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, error);
        activity.SetEndTime(time.GetUtcNow().UtcDateTime);
        var current = Activity.Current;
        activity.Dispose();
        Activity.Current = current;
        activity = null;
    }

    /// <summary>What the series of the job say.</summary>
    internal sealed record Numbers(JobState State, long Restarts, long Completed, long Failed, CheckpointStatus? Last);
}
