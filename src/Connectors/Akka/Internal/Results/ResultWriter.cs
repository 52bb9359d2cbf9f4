using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Akka.Internal.Results;

/// <summary>Gives the results of one subtask to a target in its process: at once, or epoch by epoch as their checkpoints complete.</summary>
/// <param name="target">Takes them.</param>
/// <param name="held">Keeps them until their checkpoint is complete; <see langword="null"/> to give them out at once.</param>
/// <param name="context">The subtask.</param>
internal sealed class ResultWriter<T>(IResultTarget<T> target, HeldEpochs<T>? held, ISubtaskContext context) : ISinkWriter<T>
{
    private List<T> _epoch = [];
    private Action? _awaited;

    public bool IsReady
    {
        get
        {
            if (target.HasRoom)
            {
                return true;
            }

            if (_awaited is null)
            {
                _awaited = () => context.Post(() => _awaited = null);
                target.WhenRoom(_awaited);
            }

            return false;
        }
    }

    public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
    {
        held?.Restore(context, checkpointId, target.Give);
        restored();
    }

    public void Write(RecordBatch<T> batch)
    {
        if (held is not null)
        {
            _epoch.AddRange(batch.Values);
        }
        else
        {
            target.Give(batch.Values.ToArray());
        }

        batch.Return();
    }

    public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
    {
        if (held is not null)
        {
            held.Hold(context, checkpointId, _epoch);
            _epoch = [];
        }

        prepared(default);
    }

    public void Commit(long checkpointId, Action committed)
    {
        held?.Commit(context, checkpointId, target.Give);
        committed();
    }

    public void Dispose()
    {
        if (_awaited is { } call)
        {
            target.Withdraw(call);
        }

        _epoch = [];
    }
}
