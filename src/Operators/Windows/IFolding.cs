using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Takes the records of batches into panes, run by run.</summary>
internal interface IFolding<T, TKey, TAccumulator>
    where TKey : notnull
{
    /// <summary>The record that <see cref="Add"/> has in hand, or had where it has thrown.</summary>
    int Next { get; }

    /// <summary>Computes what is taken of each record of a batch.</summary>
    /// <param name="batch">The batch; records for which that fails are taken out of it.</param>
    /// <param name="failed">Takes them.</param>
    void Begin(RecordBatch<T> batch, FailedRecords<T> failed);

    /// <summary>Adds some records of the batch to a pane. Of one for which it throws nothing stays behind that was not there.</summary>
    /// <param name="pane">The pane.</param>
    /// <param name="keys">The keys of the batch.</param>
    /// <param name="hashes">Their hashes.</param>
    /// <param name="from">The first record.</param>
    /// <param name="end">The one behind the last.</param>
    void Add(Pane<TKey, TAccumulator> pane, TKey[] keys, ulong[] hashes, int from, int end);
}
