using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>Turns the changes of a table into records that say what they are.</summary>
internal sealed class ChangesOperator<TKey, T> : StreamOperator, IReceiver<Row<TKey, T>>
    where TKey : notnull
{
    private readonly bool _leavesOutBefore;
    private readonly OutputPort<Change<TKey, T>> _output = new();

    /// <param name="context">Its surroundings.</param>
    /// <param name="leavesOutBefore">Whether what a row was before an update is left out.</param>
    public ChangesOperator(OperatorContext context, bool leavesOutBefore)
        : base(context)
    {
        _leavesOutBefore = leavesOutBefore;
        Inputs = [new InputPort<Row<TKey, T>>(this)];
        Outputs = [_output];
    }

    public override OperatorInterests Interests => OperatorInterests.None;

    public override IReadOnlyList<InputPort> Inputs { get; }

    public override IReadOnlyList<OutputPort> Outputs { get; }

    public void Receive(RecordBatch<Row<TKey, T>> batch)
    {
        var records = RecordBatch<Change<TKey, T>>.Rent(batch.Count);
        if (batch.HasWatermarks || Context.CarriesTime)
        {
            batch.AddWatermarks();
            records.AddWatermarks();
        }

        for (var i = 0; i < batch.Count; i++)
        {
            var kind = batch.KindAt(i);
            if (kind == RowKind.UpdateBefore)
            {
                if (!batch.IsPair(i))
                {
                    // Nothing says what the row is now.
                    kind = RowKind.Delete;
                }
                else if (_leavesOutBefore)
                {
                    continue;
                }
            }

            var row = batch.Values[i];
            var change = new Change<TKey, T>(kind, row.Key, row.Value);
            if (records.HasWatermarks)
            {
                records.Append(change, batch.Timestamps[i], batch.Watermarks[i]);
            }
            else
            {
                records.Append(change, batch.Timestamps[i]);
            }
        }

        Counters.In += batch.Count;
        Counters.Out += records.Count;
        batch.Return();
        _output.Emit(records);
    }
}
