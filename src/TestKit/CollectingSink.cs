using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.TestKit;

/// <summary>Keeps the records of committed epochs in memory, exactly once, for specs.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// The object outlives attempts, as an outside system does: an epoch that was prepared and is in the restored
/// checkpoint is committed by the next attempt, everything else that was not committed is dropped.
/// </remarks>
public sealed class CollectingSink<T> : ISink<T>
{
    private readonly ConcurrentDictionary<(int Subtask, long Epoch), T[]> _prepared = new();
    private readonly ConcurrentDictionary<(int Subtask, long Epoch), T[]> _committed = new();

    /// <summary>The committed records: epoch by epoch, within one by subtask, within that in the order they were written.</summary>
    public IReadOnlyList<T> Committed => [.. _committed.OrderBy(e => e.Key.Epoch).ThenBy(e => e.Key.Subtask).SelectMany(e => e.Value)];

    /// <inheritdoc/>
    public string Description => "collecting";

    /// <inheritdoc/>
    public DeliveryGuarantee Guarantee => DeliveryGuarantee.ExactlyOnce;

    /// <inheritdoc/>
    public ISinkWriter<T> CreateWriter(ISubtaskContext context) => new Writer(this, context.SubtaskIndex);

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

    private sealed class Writer(CollectingSink<T> sink, int subtask) : ISinkWriter<T>
    {
        private List<T> _open = [];

        public void Restore(long checkpointId, IReadOnlyList<ReadOnlyMemory<byte>> states, Action restored)
        {
            var epochs = states.SelectMany(Parse).ToHashSet();
            foreach (var prepared in sink._prepared.Keys)
            {
                if (epochs.Contains(prepared))
                {
                    sink.Commit(prepared.Subtask, prepared.Epoch);
                }
            }

            // What this subtask, or one that no longer exists, prepared later is in no checkpoint.
            foreach (var prepared in sink._prepared.Keys.Where(k => k.Subtask == subtask))
            {
                sink._prepared.TryRemove(prepared, out _);
            }

            restored();
        }

        public bool IsReady(Action wake) => true;

        public void Write(RecordBatch<T> batch)
        {
            _open.AddRange(batch.Values.AsSpan(0, batch.Count));
            batch.Return();
        }

        public void Prepare(long checkpointId, Action<ReadOnlyMemory<byte>> prepared)
        {
            sink._prepared[(subtask, checkpointId)] = [.. _open];
            _open = [];
            prepared(Encode(sink._prepared.Keys.Where(k => k.Subtask == subtask)));
        }

        public void Commit(long checkpointId, Action committed)
        {
            sink.Commit(subtask, checkpointId);
            committed();
        }

        public void Dispose()
        {
        }

        private static byte[] Encode(IEnumerable<(int Subtask, long Epoch)> epochs) =>
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(epochs.Select(e => new long[] { e.Subtask, e.Epoch }));

        private static IEnumerable<(int Subtask, long Epoch)> Parse(ReadOnlyMemory<byte> state) =>
            System.Text.Json.JsonSerializer.Deserialize<long[][]>(state.Span)!.Select(e => ((int)e[0], e[1]));
    }
}
