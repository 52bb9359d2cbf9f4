using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Plans;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>By key group of a key, the records of each key and window combined before.</summary>
internal sealed class CombiningPartitioning<T, TKey, TIn, TPart, TCombiner>(
    HashPartitioning<T, TKey> keys, AlignedWindows windows, TCombiner combiner, Lazy<ColumnLoop<T, TIn>?> inputs)
    : Partitioning
    where TKey : notnull
    where TCombiner : struct, ICombiner<TIn, TPart>
{
    public override EdgeKind Kind => EdgeKind.Hash;

    public override string DistinctName => keys.DistinctName;

    public override string? Selector => keys.Selector;

    public override IReadOnlyList<Type> Sends(Type records) => [records, typeof(Partial<TKey, TPart>)];

    public override Router<TRecord> CreateRouter<TRecord>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
        (Router<TRecord>)(object)new CombiningRouter<T, TKey, TIn, TPart, TCombiner>(
            channels, context.MaxParallelism, windows, combiner, keys.KeyLoop, inputs.Value, carriesTime: context.CarriesTime, context: context);

    public override string ToString() => $"{keys} of partial aggregates";
}
