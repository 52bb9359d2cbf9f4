using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>Computes one value for each record of a batch, in one compiled loop.</summary>
internal delegate void ColumnLoop<T, TColumn>(T[] values, TColumn[] column, int count);

/// <summary>A reused array with one value for each record of a batch: its key, or what an aggregate takes of it.</summary>
/// <param name="loop">Fills the array; <see langword="null"/> where every value is <see langword="default"/>.</param>
internal sealed class Column<T, TColumn>(ColumnLoop<T, TColumn>? loop)
{
    private TColumn[] _column = new TColumn[RecordBatch.DefaultCapacity];

    /// <summary>Fills the column; valid until the next call.</summary>
    public TColumn[] Fill(RecordBatch<T> batch)
    {
        if (_column.Length < batch.Count)
        {
            _column = new TColumn[batch.Capacity];
        }

        loop?.Invoke(batch.Values, _column, batch.Count);
        return _column;
    }
}
