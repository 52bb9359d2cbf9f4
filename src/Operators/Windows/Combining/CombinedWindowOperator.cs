using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>Aggregates the records of each key and tumbling window, and what the senders have combined of them.</summary>
/// <remarks>Partial aggregates come only where a window fires once: no lateness is allowed, and the late records go nowhere.</remarks>
internal sealed class CombinedWindowOperator<T, TKey, TIn, TAccumulator, TResult, TOut, TPart, TAggregate>
    : TumblingWindowOperator<T, TKey, TIn, TAccumulator, TResult, TOut, TAggregate>, IReceiver<Partial<TKey, TPart>>
    where TKey : notnull
    where TAggregate : struct, IMergeableAggregate<TIn, TAccumulator, TResult, TPart>
{
    private readonly KeyColumn<Partial<TKey, TPart>, TKey> _keys = new(PartialColumns<TKey, TPart>.Keys, context: null);

    public CombinedWindowOperator(
        OperatorContext context,
        WindowOptions options,
        TAggregate aggregate,
        ColumnLoop<T, TKey> keys,
        Column<T, TIn>? inputs,
        Func<TKey, Window, TResult, TOut> select)
        : base(context, options, aggregate, keys, inputs, select) =>
        Inputs = [new CombinedInputPort<T, Partial<TKey, TPart>>(this, this)];

    public override IReadOnlyList<InputPort> Inputs { get; }

    public void Receive(RecordBatch<Partial<TKey, TPart>> batch)
    {
        var (keys, hashes) = _keys.Fill(batch);
        var aggregate = Aggregate;
        var firstGroup = Context.KeyGroups.First;
        var maxParallelism = Context.MaxParallelism;
        var start = long.MaxValue;
        var (records, late) = (0L, 0L);
        KeyTable<TKey, TAccumulator>[]? tables = null;
        var groupMask = 0;
        var values = batch.Values;
        for (var i = 0; i < batch.Count; i++)
        {
            var part = values[i].Part;
            var count = aggregate.CountOf(part);
            records += count;
            if (tables is null || batch.Timestamps[i] != start)
            {
                start = batch.Timestamps[i];
                var pane = PaneAt(start);
                tables = pane?.Tables;
                groupMask = pane?.GroupMask ?? 0;
            }

            if (tables is null)
            {
                late += count;
                continue;
            }

            ref var accumulator = ref tables[(KeyGroups.Of(hashes[i], maxParallelism) - firstGroup) & groupMask].GetOrAdd(keys[i], hashes[i], out var isNew);
            if (isNew)
            {
                aggregate.Start(out accumulator, part);
            }
            else
            {
                aggregate.Merge(ref accumulator, part);
            }
        }

        Counters.In += records;
        Counters.Late += late;
        batch.Return();
    }
}
