using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>An exactly-once sink whose every step a spec can see and hold up. Outlives attempts.</summary>
internal sealed class ScriptedSink<T> : ISink<T>
{
    private readonly CollectingSink<T> _records = new();
    private int _openWriters;

    /// <summary>Closed, the sink takes no batch.</summary>
    public Gate Readiness { get; } = new();

    /// <summary>Closed, the sink does not settle what the checkpoint left open.</summary>
    public Gate Restores { get; } = new();

    /// <summary>Closed, no epoch is prepared, so that no snapshot is complete.</summary>
    public Gate Preparations { get; } = new();

    /// <summary>Closed, no epoch is committed nor confirmed.</summary>
    public Gate Commits { get; } = new();

    /// <summary>Every record as it was written, over all attempts.</summary>
    public Recording<T> Written { get; } = new();

    public Recording<(int Subtask, long Epoch)> CommitsAsked { get; } = new();

    public Recording<(int Subtask, long Epoch)> Committed { get; } = new();

    public Recording<(int Subtask, long Checkpoint)> Restored { get; } = new();

    public IReadOnlyList<T> CommittedRecords => _records.Committed;

    /// <summary>Writers created and not disposed.</summary>
    public int OpenWriters => Volatile.Read(ref _openWriters);

    /// <summary>How many writers were open at each creation of one.</summary>
    public Recording<int> Openings { get; } = new();

    public string Description => "scripted";

    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    public ISinkWriter<T> CreateWriter(ISubtaskContext context)
    {
        Openings.Add(Interlocked.Increment(ref _openWriters));
        return new Writer(this, _records.CreateWriter(context), context);
    }

    public Task UntilCommitted(int records) => Committed.Until(_ => CommittedRecords.Count >= records, $"{records} committed records");

    private sealed class Writer(ScriptedSink<T> sink, ISinkWriter<T> records, ISubtaskContext context) : ISinkWriter<T>
    {
        private bool _isDisposed;
        private bool _hasAskedToBeWoken;

        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored) =>
            sink.Restores.Pass(
                () =>
                {
                    records.Restore(checkpointId, states, static () => { });
                    sink.Restored.Add((context.SubtaskIndex, checkpointId));
                    restored();
                },
                context.Post);

        public bool IsReady
        {
            get
            {
                if (sink.Readiness.IsOpen)
                {
                    return true;
                }

                if (!_hasAskedToBeWoken)
                {
                    _hasAskedToBeWoken = true;
                    sink.Readiness.Pass(() => context.Post(() => _hasAskedToBeWoken = false));
                }

                return false;
            }
        }

        public void Write(RecordBatch<T> batch)
        {
            foreach (var value in batch.Values)
            {
                sink.Written.Add(value);
            }

            records.Write(batch);
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared) =>
            records.Prepare(checkpointId, state => sink.Preparations.Pass(() => prepared(state), context.Post));

        public void Commit(long checkpointId, Action committed)
        {
            sink.CommitsAsked.Add((context.SubtaskIndex, checkpointId));
            sink.Commits.Pass(
                () =>
                {
                    records.Commit(checkpointId, static () => { });
                    sink.Committed.Add((context.SubtaskIndex, checkpointId));
                    committed();
                },
                context.Post);
        }

        public void Dispose()
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                Interlocked.Decrement(ref sink._openWriters);
                records.Dispose();
            }
        }
    }
}
