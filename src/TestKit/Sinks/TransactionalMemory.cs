using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit.Sinks;

/// <summary>
/// A sink into memory that behaves as a transactional system does: transactions that can be lost, fencing, markers.
/// </summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>The object outlives attempts, as an outside system does. Any thread may use it.</remarks>
public sealed class TransactionalMemory<T> : ISink<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _visible = [];
    private readonly Dictionary<int, (Guid Identity, long CheckpointId)> _markers = [];
    private readonly Dictionary<int, object> _owners = [];
    private readonly HashSet<MemoryTransaction<T>> _open = [];
    private readonly Dictionary<Guid, T[]> _outboxes = [];

    /// <inheritdoc/>
    public string Description => "memory";

    /// <inheritdoc/>
    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    /// <inheritdoc/>
    public ChangelogMode Takes { get; init; }

    /// <summary>
    /// Why the system refuses a record for good, or <see langword="null"/> where it takes it; it takes all unless set. It
    /// answers late, when an epoch is prepared or the input has ended.
    /// </summary>
    public Func<T, string?> Refuses { get; init; } = static _ => null;

    /// <summary>The committed records in the order of their commits.</summary>
    public IReadOnlyList<T> Visible => Locked(() => _visible.ToList());

    /// <summary>How many transactions are open.</summary>
    public int OpenTransactions => Locked(() => _open.Count);

    /// <summary>The marker of a subtask, or <see langword="null"/> where it has none.</summary>
    public long? MarkerOf(int subtask) => Locked(() => _markers.TryGetValue(subtask, out var marker) ? marker.CheckpointId : (long?)null);

    /// <summary>Forgets the marker of a subtask, as a system does that keeps markers for a time only.</summary>
    public void ForgetMarker(int subtask) => Locked(() => _markers.Remove(subtask));

    /// <summary>Aborts every open transaction, as a time-out does.</summary>
    public void AbortTransactions() => Locked(() =>
    {
        foreach (var transaction in _open)
        {
            transaction.IsLost = true;
        }

        _open.Clear();
        return true;
    });

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) =>
        new TransactionalSinkWriter<T>(context, _ => new MemoryTarget<T>(this, context));

    internal void Fence(int subtask, object owner) => Locked(() =>
    {
        _owners[subtask] = owner;
        foreach (var transaction in _open.Where(t => t.Subtask == subtask).ToList())
        {
            transaction.IsLost = true;
            _open.Remove(transaction);
        }

        return true;
    });

    internal MemoryTransaction<T> Begin(int subtask, object owner) => Locked(() =>
    {
        var transaction = new MemoryTransaction<T>(subtask) { IsLost = _owners.GetValueOrDefault(subtask) != owner };
        if (!transaction.IsLost)
        {
            _open.Add(transaction);
        }

        return transaction;
    });

    internal void Keep(Guid outbox, T[] records) => Locked(() => _outboxes[outbox] = records);

    internal bool TryCommit(MemoryTransaction<T> transaction, SinkLife life, long checkpointId) => Locked(() =>
    {
        if (!_open.Remove(transaction))
        {
            return false;
        }

        Write(life, checkpointId, transaction.Records);
        return true;
    });

    internal void Abort(MemoryTransaction<T> transaction) => Locked(() => _open.Remove(transaction));

    internal void Found(SinkLife life, long checkpointId, object owner) => Locked(() =>
    {
        Verify(life, owner);
        Write(life, checkpointId, []);
        return true;
    });

    /// <summary>Refuses to go on beside output that a life does not explain.</summary>
    internal void Explain(int subtask, JobLife life, long restored) => Locked(() =>
    {
        if (life.IsKnown && _markers.TryGetValue(subtask, out var marker) && !life.Explains(marker.Identity, marker.CheckpointId, restored))
        {
            throw new StreamProcessingException(
                $"The output of subtask {subtask} up to checkpoint {marker.CheckpointId} is of another life, or behind checkpoint {restored}, which is restored.");
        }

        return true;
    });

    internal void Settle(SinkState inherited, object owner) => Locked(() =>
    {
        Verify(inherited.Life, owner);
        if (inherited.Unconfirmed.Count == 0)
        {
            return true;
        }

        if (!_markers.TryGetValue(inherited.Life.Subtask, out var marker))
        {
            throw new StreamProcessingException($"The marker of subtask {inherited.Life.Subtask} is gone.");
        }

        if (marker.Identity != inherited.Life.Identity)
        {
            throw new StreamProcessingException($"The marker of subtask {inherited.Life.Subtask} is of another life.");
        }

        foreach (var epoch in inherited.Unconfirmed.Where(e => e.CheckpointId > marker.CheckpointId))
        {
            Write(inherited.Life, epoch.CheckpointId, _outboxes[new Guid(epoch.Prepared.Span)]);
        }

        return true;
    });

    private void Verify(SinkLife life, object owner)
    {
        if (_owners.GetValueOrDefault(life.Subtask) != owner)
        {
            throw new StreamProcessingException($"Subtask {life.Subtask} was fenced by a newer attempt.");
        }
    }

    private void Write(SinkLife life, long checkpointId, IEnumerable<T> records)
    {
        _visible.AddRange(records);
        _markers[life.Subtask] = (life.Identity, checkpointId);
    }

    private TResult Locked<TResult>(Func<TResult> action)
    {
        lock (_gate)
        {
            return action();
        }
    }
}
