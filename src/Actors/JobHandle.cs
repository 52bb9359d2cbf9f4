using Akka.Actor;
using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>A submitted job, until that submission has ended.</summary>
/// <remarks>
/// Thread-safe. Letting go of a handle does nothing to the job. A handle speaks of its own submission: once that has ended it
/// tells that end, whatever is submitted under the same name afterwards.
/// </remarks>
public sealed class JobHandle
{
    private static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What a supervisor that is gone still has to say is said by then.</summary>
    private static readonly TimeSpan LastWords = JobSupervisor.CloseTimeout + TimeSpan.FromSeconds(10);

    private readonly IActorRef _supervisor;
    private readonly int _submission;
    private readonly Task<bool> _supervisorGone;
    private readonly Task _systemEnds;
    private JobStatus? _lastKnown;

    /// <param name="name">The name of the job.</param>
    /// <param name="accepted">What was answered to the submission.</param>
    /// <param name="systemEnds">Completes when the actor system has told all it will ever tell.</param>
    internal JobHandle(string name, JobProtocol.Accepted accepted, Task systemEnds)
    {
        _systemEnds = systemEnds;
        Name = name;
        HadFinished = accepted.HadFinished;
        RestoredFrom = accepted.RestoredFrom;
        Discarded = accepted.Discarded;
        _supervisor = accepted.Supervisor;
        _submission = accepted.Submission;
        StateRef = accepted.State;
        _supervisorGone = _supervisor.WatchAsync();
        Completion = AwaitEndAsync();
    }

    /// <summary>The name of the job.</summary>
    public string Name { get; }

    /// <summary>Whether the store says the job had finished before; it does not run again, whatever has come to its input since, and <see cref="Completion"/> is at hand.</summary>
    public bool HadFinished { get; }

    /// <summary>The checkpoint the job continues from, or <see langword="null"/> for a start from nothing.</summary>
    public long? RestoredFrom { get; }

    /// <summary>What a fresh start discarded, in words, or <see langword="null"/>.</summary>
    public string? Discarded { get; }

    /// <summary>
    /// Answers questions about the state of the job as it runs now (<see cref="GetState{TKey}"/>, <see cref="GetStatePage"/>),
    /// whoever asks; an error comes as <c>Status.Failure</c>. Of a later submission of the same job, too.
    /// </summary>
    public IActorRef StateRef { get; }

    /// <summary>
    /// Completes when the job has ended (<see cref="JobState.Finished"/>, <see cref="JobState.Stopped"/>,
    /// <see cref="JobState.Cancelled"/> or <see cref="JobState.Failed"/>) and its connectors are closed. Never faults
    /// while the actor system lives.
    /// </summary>
    public Task<JobStatus> Completion { get; }

    /// <summary>The job as it is now; counters are at most half a second old.</summary>
    public Task<JobStatus> GetStatusAsync() => AskOrEndAsync(new JobProtocol.GetStatus(_submission), StatusTimeout);

    /// <summary>A state of an operator, to be read. Whether there is one is known with the first answer.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type it is read as (<see cref="GetState{TKey}"/>).</typeparam>
    /// <param name="operatorName">The name of the operator.</param>
    /// <param name="state">The name of the state; of <c>Reduce</c> it is <c>reduced</c>.</param>
    /// <param name="timeout">How long a question may take, restarts of the job included; ten seconds unless given.</param>
    public StateHandle<TKey, TValue> State<TKey, TValue>(string operatorName, string state, TimeSpan? timeout = null)
        where TKey : notnull => new(operatorName, state, timeout, AskStateAsync);

    /// <summary>How far the time of each operator is, what holds it back, and why nothing comes out where nothing does; at most half a second old.</summary>
    public async Task<TimeExplanation> ExplainTimeAsync()
    {
        var answer = _supervisor.Ask<object>(new JobProtocol.ExplainTime(_submission), StatusTimeout);
        if (await IsAnsweredAsync(answer).ConfigureAwait(false) && await answer.ConfigureAwait(false) is TimeExplanation explanation)
        {
            return explanation;
        }

        var end = await Completion.ConfigureAwait(false);
        return new TimeExplanation(Name, end.State, DateTimeOffset.UtcNow, [])
        {
            Reason = new TimeReason(TimeCause.NotRunning, $"The job has ended: it is {end.State}.{(end.LastFailure is { } failure ? $" {failure}" : "")}"),
        };
    }

    /// <summary>Takes a savepoint, which is kept until the job is discarded.</summary>
    /// <exception cref="JobFailedException">
    /// The job is not running, ended before the savepoint was complete, or waits for something that takes longer than
    /// <see cref="JobSettings.AnswerTimeout"/> says; the request is withdrawn then.
    /// </exception>
    public async Task<CheckpointStatus> TriggerSavepointAsync()
    {
        var answer = _supervisor.Ask<CheckpointStatus>(new JobProtocol.TriggerSavepoint(_submission), Timeout.InfiniteTimeSpan);
        return await IsAnsweredAsync(answer).ConfigureAwait(false)
            ? await answer.ConfigureAwait(false)
            : throw new JobFailedException($"The job '{Name}' ended as {(await Completion.ConfigureAwait(false)).State} before the savepoint was complete.");
    }

    /// <summary>Ends the job behind a savepoint; the next submission continues exactly there.</summary>
    /// <returns>The status at the end; of a job that ended otherwise meanwhile, that end.</returns>
    /// <exception cref="JobFailedException">
    /// The end takes longer than <see cref="JobSettings.AnswerTimeout"/> says; the message has what it waits for, and
    /// <see cref="Completion"/> has the end when it comes.
    /// </exception>
    public Task<JobStatus> StopWithSavepointAsync() => AskOrEndAsync(new JobProtocol.StopWithSavepoint(_submission), Timeout.InfiniteTimeSpan);

    /// <summary>Ends the job at once; the next submission continues from the last checkpoint.</summary>
    /// <exception cref="JobFailedException">As of <see cref="StopWithSavepointAsync"/>.</exception>
    public Task<JobStatus> CancelAsync() => AskOrEndAsync(new JobProtocol.Cancel(_submission), Timeout.InfiniteTimeSpan);

    private async Task<object> AskStateAsync(StateQuestion question, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // The desk keeps the time, and says why there is no answer.
        var answer = StateRef.Ask<object>(question with { Submission = _submission }, Timeout.InfiniteTimeSpan, cancellation);
        try
        {
            if (await IsAnsweredAsync(answer).ConfigureAwait(false))
            {
                return await answer.ConfigureAwait(false) is var given && given is Status.Failure { Cause: var cause } ? throw cause : given;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            StateRef.Tell(new CancelStateQuestion(question.Id));
            throw;
        }

        throw new StreamProcessingException($"The state of the job '{Name}' cannot be read: the process of its supervisor is gone. Submit the job again; it continues from the last checkpoint.");
    }

    /// <summary>What the supervisor answers; where it is gone, how the job ended.</summary>
    private async Task<JobStatus> AskOrEndAsync(object request, TimeSpan timeout)
    {
        var answer = _supervisor.Ask<JobStatus>(request, timeout);
        return await IsAnsweredAsync(answer).ConfigureAwait(false) ? _lastKnown = await answer.ConfigureAwait(false) : await Completion.ConfigureAwait(false);
    }

    private async Task<JobStatus> AwaitEndAsync()
    {
        var answer = _supervisor.Ask<JobStatus>(new JobProtocol.AwaitEnd(_submission), Timeout.InfiniteTimeSpan);
        if (await Task.WhenAny(answer, _supervisorGone, _systemEnds).ConfigureAwait(false) == _supervisorGone)
        {
            Task told = Task.WhenAny(answer, _systemEnds);
            await told.WaitAsync(LastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (answer.IsCompleted)
        {
            return await answer.ConfigureAwait(false);
        }

        var failure = _systemEnds.IsCompleted
            ? "The actor system was shut down before the job had closed. Submit the job again; it continues from the last checkpoint."
            : "The process of the job's supervisor is gone. Submit the job again; it continues from the last checkpoint.";
        return (_lastKnown ?? new JobStatus(Name, JobState.Failed, 0, null, long.MinValue, [], null)) with { State = JobState.Failed, LastFailure = failure };
    }

    /// <summary>Whether the supervisor answers before it is gone.</summary>
    private async Task<bool> IsAnsweredAsync(Task answer) => await Task.WhenAny(answer, _supervisorGone, _systemEnds).ConfigureAwait(false) == answer;
}
