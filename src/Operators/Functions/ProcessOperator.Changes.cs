using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Changelogs;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Functions;

/// <content>Functions that take changes of rows, and not records alone.</content>
internal sealed partial class ProcessOperator<TKey, TIn, TOut>
{
    private bool _hasToldUnknown;

    /// <summary>The change that begins with a record: what a row was and what it is are one, where both have the key at hand.</summary>
    private Delta<TIn> ChangeAt(RecordBatch<TIn> batch, int index)
    {
        var value = batch.ValueArray[index];
        if (batch.KindArray[index] != RowKind.Insert && _changes!.IsRecord(value))
        {
            Context.RefuseChanges(batch);
        }

        if (batch.KindArray[index] is RowKind.Insert or RowKind.UpdateAfter)
        {
            return Delta<TIn>.Of(value);
        }

        if (!batch.IsPair(index) || _hashes[index + 1] != _hashes[index] || !EqualityComparer<TKey>.Default.Equals(_keys[index + 1], _keys[index]))
        {
            return Delta<TIn>.Removal(value);
        }

        _next++;
        return Delta<TIn>.Update(value, batch.ValueArray[index + 1]);
    }

    private void CallProcess(Delta<TIn> change, long timestamp)
    {
        _calls++;
        BeginCall();
        try
        {
            _changes!.Process(change, _context);
        }
        catch (Exception e) when (FailedRecords<TIn>.IsOfRecord(e))
        {
            TakeBack();
            _failed.Take(change.Any, timestamp, RecordText.OfKey(_current.Key), Context.OperatorName, e);
        }

        EndCall();
    }

    private void CountUnknown()
    {
        Counters.Skipped++;
        if (!_hasToldUnknown)
        {
            _hasToldUnknown = true;
            Context.Notify(OperatorNotices.RetractionDropped.With(
                $"A row is taken back that is not known (key '{RecordText.Short(_current.Key)}'): its state has expired, or it was never there. Such changes are dropped and counted as skipped; this is said once."));
        }
    }
}
