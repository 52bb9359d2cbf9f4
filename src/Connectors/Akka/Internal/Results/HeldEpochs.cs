namespace AkkaStreamProc.Connectors.Akka.Internal.Results;

/// <summary>The results of a job that are in no complete checkpoint yet. Thread-safe, and outlives attempts.</summary>
/// <remarks>
/// It is what an outside system is to a sink that writes exactly once: what was prepared for a checkpoint that has been
/// completed is given out by the attempt that continues from it, whoever was to do so, and what is in none is dropped. Attempts
/// follow each other strictly, so every subtask that restores may settle what all have left.
/// </remarks>
internal sealed class HeldEpochs<T>
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(long Epoch, int Subtask, string Operator), IReadOnlyList<T>> _epochs = [];

    /// <summary>Keeps an epoch of a subtask.</summary>
    public void Hold(string operatorName, int subtask, long epoch, IReadOnlyList<T> records)
    {
        lock (_gate)
        {
            _epochs[(epoch, subtask, operatorName)] = records;
        }
    }

    /// <summary>Gives out the epochs of a subtask up to one.</summary>
    public void Commit(string operatorName, int subtask, long epoch, Action<IReadOnlyList<T>> give) =>
        Take(held => held.Operator == operatorName && held.Subtask == subtask && held.Epoch <= epoch, give);

    /// <summary>Gives out what is in a checkpoint, and drops what an operator has held behind it.</summary>
    public void Restore(string operatorName, long checkpoint, Action<IReadOnlyList<T>> give)
    {
        Take(held => held.Operator == operatorName && held.Epoch <= checkpoint, give);
        Take(held => held.Operator == operatorName, static _ => { });
    }

    private void Take(Func<(long Epoch, int Subtask, string Operator), bool> isTaken, Action<IReadOnlyList<T>> give)
    {
        // Given out under the lock: what two threads commit must not overtake each other.
        lock (_gate)
        {
            foreach (var key in _epochs.Keys.Where(isTaken).ToList())
            {
                _epochs.Remove(key, out var records);
                if (records!.Count > 0)
                {
                    give(records);
                }
            }
        }
    }
}
