using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit;

/// <summary>Keeps the records of committed epochs in memory, exactly once, for specs.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// The object outlives attempts, as an outside system does: an epoch that was prepared and is in the restored
/// checkpoint is committed by the next attempt, everything else that was not committed is dropped. A writer that another
/// attempt has taken over from is fenced off, so that a zombie can neither prepare nor commit.
/// </remarks>
public sealed class CollectingSink<T> : ISink<T>
{
    private readonly ConcurrentDictionary<(int Subtask, long Epoch), T[]> _prepared = new();
    private readonly ConcurrentDictionary<(int Subtask, long Epoch), T[]> _committed = new();
    private readonly ConcurrentDictionary<int, Writer> _owners = new();

    /// <summary>The committed records: epoch by epoch, within one by subtask, within that in the order they were written.</summary>
    public IReadOnlyList<T> Committed => [.. _committed.OrderBy(e => e.Key.Epoch).ThenBy(e => e.Key.Subtask).SelectMany(e => e.Value)];

    /// <inheritdoc/>
    public string Description => "collecting";

    /// <inheritdoc/>
    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    /// <inheritdoc/>
    public ChangelogMode Takes { get; init; }

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer(this, context);

    private void Commit(int subtask, long upTo)
    {
        foreach (var epoch in _prepared.Keys.Where(k => k.Subtask == subtask && k.Epoch <= upTo))
        {
            if (_prepared.TryRemove(epoch, out var records) && !_committed.TryAdd(epoch, records))
            {
                throw new InvalidOperationException($"Epoch {epoch.Epoch} of subtask {epoch.Subtask} was committed twice with different records.");
            }
        }
    }

    private sealed class Writer(CollectingSink<T> sink, ISubtaskContext context) : ISinkWriter<T>
    {
        private readonly int _subtask = context.SubtaskIndex;
        private List<T> _open = [];

        private bool IsFenced => sink._owners.GetValueOrDefault(_subtask) != this;

        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
        {
            sink._owners[_subtask] = this;
            foreach (var vanished in sink._owners.Keys.Where(IsMine))
            {
                sink._owners[vanished] = this;
            }

            var epochs = states.SelectMany(Parse).ToHashSet();
            foreach (var prepared in sink._prepared.Keys)
            {
                if (epochs.Contains(prepared))
                {
                    sink.Commit(prepared.Subtask, prepared.Epoch);
                }
            }

            // What this subtask, or one that no longer exists, prepared later is in no checkpoint.
            foreach (var prepared in sink._prepared.Keys.Where(k => IsMine(k.Subtask)))
            {
                sink._prepared.TryRemove(prepared, out _);
            }

            restored();
        }

        public bool IsReady => true;

        public void Write(RecordBatch<T> batch)
        {
            _open.AddRange(batch.Values);
            batch.Return();
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
        {
            if (IsFenced)
            {
                context.Fail(Fenced());
                return;
            }

            sink._prepared[(_subtask, checkpointId)] = [.. _open];
            _open = [];
            prepared(Encode(sink._prepared.Keys.Where(k => k.Subtask == _subtask)));
        }

        public void Commit(long checkpointId, Action committed)
        {
            if (IsFenced)
            {
                context.Fail(Fenced());
                return;
            }

            sink.Commit(_subtask, checkpointId);
            committed();
        }

        public void Dispose()
        {
        }

        /// <summary>Whether what a subtask of an earlier attempt left is settled here.</summary>
        private bool IsMine(int earlier) => earlier % context.Parallelism == _subtask;

        private InvalidOperationException Fenced() => new($"Another attempt has taken over subtask {_subtask} of the sink.");

        private static byte[] Encode(IEnumerable<(int Subtask, long Epoch)> epochs) =>
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(epochs.Select(e => new long[] { e.Subtask, e.Epoch }));

        private static IEnumerable<(int Subtask, long Epoch)> Parse(ReadOnlyMemory<byte> state) =>
            System.Text.Json.JsonSerializer.Deserialize<long[][]>(state.Span)!.Select(e => ((int)e[0], e[1]));
    }
}
