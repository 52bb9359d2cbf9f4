using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Jobs;

namespace AkkaStreamProc;

/// <summary>How a job is run, apart from what it does.</summary>
/// <remarks>None of it is part of the job's fingerprint; a job may continue under other settings.</remarks>
public sealed record JobSettings
{
    /// <summary>How long after the start of one checkpoint the next one is due. A checkpoint never begins before the last has ended.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a checkpoint may take before it is aborted.</summary>
    public TimeSpan CheckpointTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many checkpoints in a row may fail before the attempt does.</summary>
    public int TolerableCheckpointFailures { get; init; } = 3;

    /// <summary>How many completed checkpoints are kept; at least 1. Savepoints are kept besides.</summary>
    public int RetainedCheckpoints { get; init; } = 3;

    /// <summary>What happens when an attempt fails.</summary>
    public RestartStrategy Restart { get; init; } = RestartStrategy.ExponentialDelay();

    /// <summary>How long the subtasks of an attempt may take to start, settle their sinks included.</summary>
    public TimeSpan DeployTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long one call of a function may take before an event names the operator and the key; the call goes on. A second
    /// call, however slow, is another one.
    /// </summary>
    public TimeSpan BlockedAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long records may flow into an operator that waits for event time while event time stands, or all of them are late,
    /// before a warning says why nothing comes out; <see cref="Timeout.InfiniteTimeSpan"/> for no such warning. It is told again
    /// once an hour while that lasts.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a request (to cancel, to stop, for a savepoint, or to submit once more) waits for a call of a function that is
    /// known not to return before it answers with what it waits for. Where no such call is known, one to cancel waits longer by
    /// <see cref="BlockedAfter"/>, and one that needs a checkpoint by <see cref="CheckpointTimeout"/>. A job that is to end
    /// does so all the same, as soon as it can.
    /// </summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether every record is looked at again behind every operator that had it, and at checkpoints, to find one that was
    /// changed in place after it was emitted; the attempt then fails and names the operator. For debugging: it costs a hash
    /// of each record at each operator. Types that can be seen to be immutable cost nothing.
    /// </summary>
    public bool VerifiesRecords { get; init; }

    /// <summary>Records a channel may hold between two subtasks before the sender stops.</summary>
    public int ChannelCredit { get; init; } = 16 * 1024;

    /// <summary>
    /// Bytes a channel may hold between two subtasks before the sender stops, besides <see cref="ChannelCredit"/>: what
    /// bounds memory where records are large. They are estimated, from samples where records hold texts or arrays; one batch
    /// may exceed them.
    /// </summary>
    public int ChannelBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long records may wait in a batch that is not full.</summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// How often a source sends its watermark while nothing depends on the exact moment. Where a window fires or
    /// closes, the watermark is sent behind the very record that causes it, whatever this says.
    /// </summary>
    public TimeSpan WatermarkInterval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The retained checkpoint or savepoint to continue from; the last one unless given. Later ones are forgotten. Falling
    /// back is refused while sinks that write exactly once would write again what they have committed since, unless
    /// <see cref="AllowRepeatedOutput"/> names them.
    /// </summary>
    public long? RestoreFrom { get; init; }

    /// <summary>
    /// The directory of a savepoint to continue from (<see cref="CheckpointStatus.Directory"/>), wherever it was copied to:
    /// for a store that has nothing of the job, or has gone on with the same life of it since and is to discard that
    /// (<see cref="StartFresh"/>). The savepoint must be of a job of
    /// this name, whose life goes on; what it has not confirmed is settled where the job writes now. The directory must stay
    /// until the first checkpoint is complete.
    /// </summary>
    /// <remarks>
    /// A sink that writes exactly once, and finds that the same life of the job has written beyond the savepoint, refuses to
    /// start, unless <see cref="AllowRepeatedOutput"/> names all such sinks.
    /// </remarks>
    public string? RestoreFromPath { get; init; }

    /// <summary>
    /// Operators whose state in the checkpoint may be dropped, because the job has them no more or has changed them; by name. Or single
    /// states: <c>operator/state</c>. What the job can read is not dropped.
    /// </summary>
    public IReadOnlyList<string> AllowDroppedState { get; init; } = [];

    /// <summary>
    /// Operators that take something else of records, for their keys or into their state, than what the checkpoint has was gathered from,
    /// and mean the same by it (a member has another name); by name.
    /// </summary>
    public IReadOnlyList<string> AllowChangedSelectors { get; init; } = [];

    /// <summary>Exactly-once sinks that may write again what they committed after <see cref="RestoreFrom"/> or <see cref="RestoreFromPath"/>; by name.</summary>
    public IReadOnlyList<string> AllowRepeatedOutput { get; init; } = [];

    /// <summary>Start anew although the store has checkpoints or an end of this job; they are discarded.</summary>
    public bool StartFresh { get; init; }
}
