using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit.Sources;

namespace AkkaStreamProc.TestKit;

/// <summary>Runs a source in a spec without a job: its enumerator as the supervisor would, and the reader of one subtask.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// The test's own thread plays job and subtask; what the source posts waits until the test pumps it
/// (<see cref="ConnectorContext.PumpUntil"/>). Splits go through their binary form, as they do in a job.
/// </remarks>
public sealed class SourceHarness<T> : IDisposable
{
    private readonly SourceAttempt<T> _attempt;
    private readonly SourceSubtask<T> _subtask;

    /// <summary>Creates the source and begins.</summary>
    /// <param name="source">The source.</param>
    /// <param name="restored">The splits of a checkpoint to go on from, of all subtasks; <see langword="null"/> for a first start.</param>
    /// <param name="enumerator">What the enumerator kept for that checkpoint (<see cref="FreezeEnumerator"/>).</param>
    /// <param name="subtaskIndex">Which subtask reads here.</param>
    /// <param name="parallelism">How many subtasks there are; what is assigned to the others is read by nobody.</param>
    /// <param name="time">The clock; the system's unless given.</param>
    /// <param name="jobName">The name of the job.</param>
    public SourceHarness(
        ISource<T> source,
        IReadOnlyList<SourceSplit>? restored = null,
        ReadOnlyMemory<byte> enumerator = default,
        int subtaskIndex = 0,
        int parallelism = 1,
        TimeProvider? time = null,
        string jobName = "spec")
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(subtaskIndex, parallelism);
        _attempt = new SourceAttempt<T>(source, restored, enumerator, parallelism, subtaskIndex, time, jobName);
        _subtask = _attempt.Subtasks.Single();
    }

    /// <summary>The surroundings of the subtask; what the enumerator says and fails with arrives here, too.</summary>
    public ConnectorContext Context => _subtask.Context;

    /// <summary>Whether the splits to begin with are assigned.</summary>
    public bool HasBegun => _subtask.HasBegun;

    /// <summary>Whether every split of the subtask has ended and no other will follow.</summary>
    public bool HasEnded => _subtask.HasEnded;

    /// <summary>The splits of the subtask as they stand behind what was read, by their ids: what a checkpoint would hold now.</summary>
    public IReadOnlyList<SourceSplit> Splits => _subtask.Splits;

    /// <summary>Takes the next fetch, if there is one and reading has begun.</summary>
    public bool TryRead(out SourceFetch<T> fetch) => _attempt.TryRead(_subtask, out fetch);

    /// <summary>Lets a split be read, or not for now, as a job does with one that is ahead of others.</summary>
    public void SetPaused(string splitId, bool isPaused) => _subtask.SetPaused(splitId, isPaused);

    /// <summary>Asks whether what was read may stand in a checkpoint.</summary>
    /// <returns>Whether the source has said yes by now.</returns>
    public Func<bool> BeginConfirm()
    {
        var isConfirmed = false;
        _subtask.Confirm(() => isConfirmed = true);
        return () => isConfirmed;
    }

    /// <summary>What the enumerator keeps for a checkpoint that begins now.</summary>
    public ReadOnlyMemory<byte> FreezeEnumerator() => _attempt.Freeze();

    /// <summary>Completes a checkpoint of what was read.</summary>
    public void CompleteCheckpoint() => _subtask.CompleteCheckpoint(_subtask.Splits);

    /// <summary>Closes the source, letting its workers finish what is queued.</summary>
    public void Dispose() => _attempt.Dispose();
}
