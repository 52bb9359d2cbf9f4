using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Computes one value for each record of a batch from <see cref="LoopProgress.Start"/> on, in one compiled loop.</summary>
internal delegate void ColumnLoop<T, TColumn>(T[] values, TColumn[] column, int count, LoopProgress progress);

/// <summary>A reused array with one value for each record of a batch: its key, or what an aggregate takes of it.</summary>
/// <param name="loop">Fills the array; <see langword="null"/> where every value is <see langword="default"/>.</param>
/// <param name="what">What the values are, for the message about a record they cannot be computed for: <c>the key</c>.</param>
/// <param name="context">The operator that uses them, or that feeds the one that does.</param>
internal sealed class Column<T, TColumn>(ColumnLoop<T, TColumn>? loop, string what, OperatorContext? context)
{
    private readonly LoopProgress _progress = new();
    private TColumn[] _column = new TColumn[RecordBatch.DefaultCapacity];

    /// <summary>Fills the column; valid until the next call.</summary>
    /// <param name="batch">The records.</param>
    /// <param name="failed">
    /// Takes the records for which the selector throws, which are removed from the batch. Without it, or where its policy is
    /// to fail, that is an error.
    /// </param>
    /// <exception cref="UserFunctionException">The selector threw.</exception>
    public TColumn[] Fill(RecordBatch<T> batch, FailedRecords<T>? failed = null)
    {
        if (_column.Length < batch.Count)
        {
            _column = new TColumn[batch.Capacity];
        }

        _progress.Start = 0;
        while (loop is not null && !TryFill(loop, batch, failed))
        {
        }

        return _column;
    }

    private bool TryFill(ColumnLoop<T, TColumn> fill, RecordBatch<T> batch, FailedRecords<T>? failed)
    {
        try
        {
            fill(batch.ValueArray, _column, batch.Count, _progress);
            return true;
        }
        catch (Exception e) when (FailedRecords<T>.IsOfRecord(e))
        {
            var index = _progress.Index;
            if (failed is not { GoesOn: true } lenient)
            {
                throw new UserFunctionException(
                    context?.OperatorName ?? "", $"{what} of the record «{RecordText.Short(batch.Values[index])}»", null, context?.PositionOf(), e);
            }

            lenient.Take(batch.Values[index], batch.Timestamps[index], null, context!.OperatorName, e);
            batch.RemoveAt(index);
            _progress.Start = index;
            return false;
        }
    }
}
