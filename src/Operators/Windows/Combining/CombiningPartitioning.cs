using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Graph;

namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>
/// By key group of a key, the records of each key and window combined before, as long as nobody asks for the late ones
/// by themselves.
/// </summary>
internal sealed class CombiningPartitioning<T, TKey, TIn, TPart, TCombiner>(
    HashPartitioning<T, TKey> keys,
    TumblingWindows windows,
    TCombiner combiner,
    Lazy<ColumnLoop<T, TIn>?> inputs,
    OperatorNode window)
    : Partitioning
    where TKey : notnull
    where TCombiner : struct, ICombiner<TIn, TPart>
{
    /// <summary>Whether each record must arrive by itself: the late ones are used, or those that fail do not fail the job.</summary>
    private bool AreRecordsUsed => window.ErrorPolicy != ErrorPolicy.Fail || window.Consumers.Exists(e => e.Output == WindowOptions.LateOutput);

    public override string DistinctName => keys.DistinctName;

    public override Router<TRecord> CreateRouter<TRecord>(IReadOnlyList<IChannel> channels, OperatorContext context) =>
        AreRecordsUsed
            ? keys.CreateRouter<TRecord>(channels, context)
            : (Router<TRecord>)(object)new CombiningRouter<T, TKey, TIn, TPart, TCombiner>(
                channels, context.MaxParallelism, windows, combiner, keys.KeyLoop, inputs.Value, carriesTime: context.CarriesTime, context: context);

    public override string ToString() => AreRecordsUsed ? keys.ToString() : $"{keys} of partial aggregates";
}
