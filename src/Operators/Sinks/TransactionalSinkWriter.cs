using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.KillPoints;
using AkkaStreamProc.Shared;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>Writes every record exactly once to whatever implements <see cref="ITransactionalTarget{T}"/>.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// <para>
/// The protocol. An epoch is prepared before its checkpoint can complete, and what settles it stands in that checkpoint.
/// It is committed, with the checkpoint as marker, once the checkpoint is complete. A checkpoint carries every epoch
/// whose commit was not confirmed when it was taken; so after a crash at any moment the restored checkpoint names all
/// that may be missing, and the marker tells what of it is not. Epochs are committed in order; where a checkpoint was
/// aborted its epoch is committed with the next complete one, under its own marker.
/// </para>
/// <para>
/// A restored subtask locks out its predecessor, and those whose number no longer exists
/// (<c>number % parallelism</c> is their successor), before it reads any marker.
/// </para>
/// <para>
/// The worker executes everything in the order of the calls. After one step failed, or once the writer is disposed, it
/// executes none: nothing is prepared that lacks records, and no late step touches what a newer attempt owns.
/// </para>
/// </remarks>
/// <param name="context">The subtask.</param>
/// <param name="open">Creates the target, on the worker; the token is cancelled when the writer is disposed.</param>
public sealed class TransactionalSinkWriter<T>(ISubtaskContext context, Func<CancellationToken, ITransactionalTarget<T>> open) : ISinkWriter<T>
{
    /// <summary>How many batches may wait for the worker: one in its hands, one to follow at once.</summary>
    private const int MaxWaitingBatches = 2;

    private readonly CancellationTokenSource _disposal = new();
    private readonly Queue<(PreparedEpoch State, ITransactionalEpoch<T> Epoch)> _unconfirmed = new();
    private ITransactionalTarget<T>? _target;
    private ITransactionalEpoch<T>? _epoch;
    private SinkLife _life;
    private long _lastMarker;
    private bool _isOver;
    private int _waitingBatches;

    /// <inheritdoc/>
    public long BufferedBytes => _target?.BufferedBytes ?? 0;

    /// <inheritdoc/>
    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) => OnWorker(() =>
    {
        var inherited = SinkInheritance.Of(context, checkpointId, states);
        _target = open(_disposal.Token);
        _target.Fence(inherited.Subtasks, checkpointId);
        KillSwitch.Pass(KillPoint.SinkFenced);
        foreach (var state in inherited.States)
        {
            _target.Settle(state);
        }

        if (inherited.Own is { } own)
        {
            _life = own.Life;
            _lastMarker = own.Unconfirmed.Count > 0 ? own.Unconfirmed[^1].CheckpointId : own.LastMarker;
        }
        else
        {
            _life = new SinkLife(context.SubtaskIndex, context.Life.IsKnown ? context.Life.Identity : Guid.NewGuid());
            _lastMarker = checkpointId;
            _target.Found(_life, checkpointId);
            KillSwitch.Pass(KillPoint.SinkFounded);
        }

        KillSwitch.Pass(KillPoint.SinkSettled);

        context.Post(restored);
    });

    /// <inheritdoc/>
    public bool IsReady => _waitingBatches < MaxWaitingBatches;

    /// <inheritdoc/>
    public void Write(RecordBatch<T> batch)
    {
        _waitingBatches++;
        OnWorker(() =>
        {
            OpenEpoch().Write(batch);
            batch.Return();
            context.Post(() => _waitingBatches--);
        });
    }

    /// <inheritdoc/>
    public void Drain(Action drained) => OnWorker(() =>
    {
        _epoch?.Flush();
        context.Post(drained);
    });

    /// <inheritdoc/>
    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) => OnWorker(() =>
    {
        if (_epoch is { } epoch)
        {
            var bytes = epoch.Prepare(checkpointId);
            _epoch = null;
            _unconfirmed.Enqueue((new PreparedEpoch(checkpointId, bytes), epoch));
        }

        KillSwitch.Pass(KillPoint.SinkPrepared);
        var state = SinkStateFormat.Encode(new SinkState(_life, _lastMarker, [.. _unconfirmed.Select(u => u.State).Where(s => !s.Prepared.IsEmpty)]));
        context.Post(() => prepared(state));
    });

    /// <inheritdoc/>
    public void Commit(long checkpointId, Action committed) => OnWorker(() =>
    {
        while (_unconfirmed.TryPeek(out var first) && first.State.CheckpointId <= checkpointId)
        {
            KillSwitch.Pass(KillPoint.CommitBegun);
            first.Epoch.Commit();
            KillSwitch.Pass(KillPoint.CommitAnswered);
            _unconfirmed.Dequeue();
            if (!first.State.Prepared.IsEmpty)
            {
                _lastMarker = first.State.CheckpointId;
            }
        }

        KillSwitch.Pass(KillPoint.EpochForgotten);
        context.Post(committed);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposal.Cancel();
        context.Worker.Post(Close);
    }

    private ITransactionalEpoch<T> OpenEpoch() => _epoch ??= _target!.Begin(_life);

    private void Close()
    {
        _isOver = true;
        var (epoch, target, prepared) = (_epoch, _target, _unconfirmed.ToArray());
        (_epoch, _target) = (null, null);
        _unconfirmed.Clear();
        Closing.All([() => epoch?.Discard(), .. prepared.Select(p => (Action)p.Epoch.Discard), () => target?.Dispose()]);
    }

    private void OnWorker(Action step) => context.Worker.Post(() =>
    {
        if (_isOver || _disposal.IsCancellationRequested)
        {
            return;
        }

        try
        {
            step();
        }
        catch (OperationCanceledException) when (_disposal.IsCancellationRequested)
        {
            Close();
        }
        catch
        {
            Close();
            throw;
        }
    });
}
