using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>Takes what senders have combined of records into windows.</summary>
/// <remarks>Partial aggregates come only where a window fires once: no lateness is allowed, and the late records go nowhere.</remarks>
/// <param name="open">The windows of the subtask.</param>
/// <param name="firing">Is told of parts that come when a window with their slice has fired.</param>
/// <param name="merge">How a part gets into an accumulator.</param>
/// <param name="counters">Where the records that the parts stand for are counted.</param>
internal sealed class PartialFolding<TKey, TAccumulator, TPart, TMerge>(
    OpenWindows<TKey, TAccumulator> open, IWindowFiring<TKey, TAccumulator> firing, TMerge merge, OperatorCounters counters)
    : IReceiver<Partial<TKey, TPart>>
    where TKey : notnull
    where TMerge : struct, IMerge<TAccumulator, TPart>
{
    private readonly KeyColumn<Partial<TKey, TPart>, TKey> _keys = new(PartialColumns<TKey, TPart>.Keys, context: null);

    public void Receive(RecordBatch<Partial<TKey, TPart>> batch)
    {
        var (keys, hashes) = _keys.Fill(batch);
        var merges = merge;
        var (values, timestamps) = (batch.ValueArray, batch.TimestampArray);
        var (records, late) = (0L, 0L);
        Pane<TKey, TAccumulator>? pane = null;
        var hasPassed = false;
        var start = Time.Watermarks.Min;
        for (var i = 0; i < batch.Count; i++)
        {
            var part = values[i].Part;
            var count = merges.CountOf(part);
            records += count;
            if (i == 0 || timestamps[i] != start)
            {
                start = timestamps[i];
                pane = open.At(start);
                hasPassed = open.HasPassed(start);
            }

            if (pane is null)
            {
                late += count;
                continue;
            }

            ref var accumulator = ref pane.TableOf(hashes[i]).GetOrAdd(keys[i], hashes[i], out var isNew);
            if (isNew)
            {
                merges.Start(out accumulator, part);
            }
            else
            {
                merges.Merge(ref accumulator, part);
            }

            if (hasPassed)
            {
                firing.OnLateAdded(pane, keys[i], hashes[i], open.Watermark);
            }
        }

        counters.In += records;
        counters.Late += late;
        batch.Return();
    }
}
