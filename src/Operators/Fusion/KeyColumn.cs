using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Fusion;

/// <summary>The keys of the records of a batch and the hashes of the keys, in two reused arrays.</summary>
internal sealed class KeyColumn<T, TKey>(ColumnLoop<T, TKey> loop, OperatorContext? context)
    where TKey : notnull
{
    private readonly Column<T, TKey> _keys = new(loop, "the key", context);
    private ulong[] _hashes = new ulong[RecordBatch.DefaultCapacity];

    /// <summary>Fills both; valid until the next call.</summary>
    public (TKey[] Keys, ulong[] Hashes) Fill(RecordBatch<T> batch)
    {
        var keys = _keys.Fill(batch);
        if (_hashes.Length < keys.Length)
        {
            _hashes = new ulong[keys.Length];
        }

        KeyHash<TKey>.Of(keys.AsSpan(0, batch.Count), _hashes);
        return (keys, _hashes);
    }
}
