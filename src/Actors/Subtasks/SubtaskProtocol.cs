using Akka.Actor;
using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Checkpoints.Stores;
using AkkaStreamProc.Actors.Exchange;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Subtasks;

/// <summary>The messages of a subtask: from its supervisor, to its supervisor, and between subtasks.</summary>
/// <remarks>
/// <see cref="Deploy"/> goes through the shard region and creates the entity; everything after goes directly. Each
/// message names its attempt, and one of another attempt changes nothing.
/// </remarks>
internal static class SubtaskProtocol
{
    /// <summary>What a subtask that was told to open tells its supervisor.</summary>
    public interface IOfAttempt
    {
        int Attempt { get; }
    }

    /// <summary>Creates the subtask, which answers with <see cref="Arrived"/>; sent again until it has.</summary>
    /// <param name="Address">Which subtask, attempt and checkpoint.</param>
    /// <param name="Id">The subtask within its job.</param>
    /// <param name="PlanId">Which graph has the code of the attempt, as the catalog of its supervisor's node numbers it.</param>
    /// <param name="Plan">How the attempt runs.</param>
    /// <param name="Heritage">What it takes over from those before it.</param>
    /// <param name="Options">How it runs.</param>
    /// <param name="Supervisor">Whom to answer.</param>
    public sealed record Deploy(
        SubtaskAddress Address,
        SubtaskId Id,
        string PlanId,
        ExecutionPlan Plan,
        SubtaskHeritage Heritage,
        SubtaskOptions Options,
        IActorRef Supervisor);

    /// <summary>
    /// The subtask is there and has touched nothing yet. Answered by <see cref="Open"/>, or by <see cref="Stop"/> where its
    /// attempt is over; so nothing outside is settled that the supervisor does not watch.
    /// </summary>
    public sealed record Arrived(SubtaskId Id, int Attempt);

    /// <summary>Restore and settle.</summary>
    public sealed record Open(int Attempt);

    /// <summary>The subtask is restored and its sinks are settled.</summary>
    /// <param name="Id">The subtask.</param>
    /// <param name="Attempt">Its attempt.</param>
    /// <param name="Source">What it has found of its source in the checkpoint, for the enumerator.</param>
    public sealed record Deployed(SubtaskId Id, int Attempt, StoredSource? Source = null) : IOfAttempt;

    /// <summary>Begins; every subtask is there.</summary>
    public sealed record Start(int Attempt, IReadOnlyDictionary<SubtaskId, IActorRef> Subtasks);

    /// <summary>Every input of the subtask has told its status.</summary>
    public sealed record Opened(SubtaskId Id, int Attempt) : IOfAttempt;

    /// <summary>All input of the subtask has ended.</summary>
    public sealed record Ended(SubtaskId Id, int Attempt) : IOfAttempt;

    public sealed record Reported(SubtaskId Id, int Attempt, SubtaskReport Report) : IOfAttempt;

    public sealed record Failed(SubtaskId Id, int Attempt, Exception Cause) : IOfAttempt;

    /// <summary>A call of user code does not return. Sent by another thread than the subtask's, which is in that call.</summary>
    /// <param name="Id">The subtask.</param>
    /// <param name="Attempt">Its attempt.</param>
    /// <param name="What">The operator, and what it has in hand, in words.</param>
    /// <param name="Since">When the call began, or earlier by a little.</param>
    public sealed record Blocked(SubtaskId Id, int Attempt, string What, DateTimeOffset Since) : IOfAttempt;

    /// <summary>The call that did not return has returned.</summary>
    public sealed record Resumed(SubtaskId Id, int Attempt) : IOfAttempt;

    /// <summary>A subtask wants a checkpoint before its time.</summary>
    public sealed record CheckpointRequested(SubtaskId Id, int Attempt) : IOfAttempt;

    /// <summary>Hands splits to a source. Goes in order with <see cref="Trigger"/>.</summary>
    public sealed record Assign(int Attempt, SplitAssignment Assignment);

    /// <summary>A source has read a split to its end.</summary>
    public sealed record SplitFinished(SubtaskId Id, int Attempt, StoredSplit Split) : IOfAttempt;

    /// <summary>A source that is a table has read its part of it, all of which is behind no barrier of a checkpoint that is triggered from now on.</summary>
    public sealed record TableLoaded(SubtaskId Id, int Attempt) : IOfAttempt;

    /// <summary>A source that is aligned with others says how far it is.</summary>
    /// <param name="Id">The subtask.</param>
    /// <param name="Attempt">Its attempt.</param>
    /// <param name="Lowest">The lowest watermark of its splits that count; the end of time where none does.</param>
    /// <param name="Awaited">How far the slowest must be for it to go on; <see cref="Operators.Time.Watermarks.Min"/> where it does not wait.</param>
    public sealed record TimeTold(SubtaskId Id, int Attempt, long Lowest, long Awaited) : IOfAttempt;

    /// <summary>Tells a source how far the slowest of its group is.</summary>
    public sealed record Align(int Attempt, long Slowest);

    /// <summary>Asks a source for the barrier of a checkpoint.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Barrier">The barrier.</param>
    /// <param name="StopsSource">Whether the source reads nothing behind it.</param>
    /// <param name="Enumerator">What the enumerator of the source keeps, for the snapshot of its first subtask; empty for others.</param>
    public sealed record Trigger(int Attempt, ChannelBarrier Barrier, bool StopsSource, ReadOnlyMemory<byte> Enumerator);

    /// <summary>The snapshot of a checkpoint is saved.</summary>
    public sealed record Acknowledged(SubtaskId Id, int Attempt, long CheckpointId, StoredSnapshot Snapshot, SubtaskReport Report) : IOfAttempt;

    /// <summary>The snapshot of a checkpoint could not be saved.</summary>
    public sealed record Declined(SubtaskId Id, int Attempt, long CheckpointId, Exception Cause) : IOfAttempt;

    /// <summary>The checkpoint is complete: commit what depends on it, and delete the snapshots nobody needs any more.</summary>
    public sealed record CompleteCheckpoint(int Attempt, long CheckpointId, ObsoleteCheckpoints Obsolete);

    /// <summary>What depends on the checkpoint is confirmed outside.</summary>
    public sealed record Committed(SubtaskId Id, int Attempt, long CheckpointId) : IOfAttempt;

    /// <summary>Asks for state that the subtask owns; answered by <see cref="StateRead"/>.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Number">Names the question.</param>
    /// <param name="Question">What is asked, of an operator of the subtask and with a key type that fits.</param>
    public sealed record ReadState(int Attempt, long Number, StateQuestion Question);

    /// <summary>What a subtask has read.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Number">The number of the question.</param>
    /// <param name="Answer">What goes to whoever asked.</param>
    public sealed record StateRead(int Attempt, long Number, object Answer);

    /// <summary>Ends the subtask; its termination is the answer.</summary>
    public sealed record Stop(int Attempt);

    /// <summary>
    /// The shard of the subtask moves to another node: it ends as with <see cref="Stop"/>. Anything that ended it at once
    /// would let the next attempt begin beside a commit that is still running.
    /// </summary>
    public sealed record HandOff
    {
        public static readonly HandOff Instance = new();
    }

    /// <summary>An element of a channel.</summary>
    public sealed record Deliver(int Attempt, int Channel, long Sequence, ChannelElement Element);

    /// <summary>Room for more in a channel.</summary>
    public sealed record Grant(int Attempt, int Channel, Credit Credit);
}
