using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Akka.Internal.Results;

/// <summary>The results of jobs that are in no complete checkpoint yet. Thread-safe, and outlives attempts.</summary>
/// <remarks>
/// It is what an outside system is to a sink that writes exactly once: what was prepared for a checkpoint that has been
/// completed is given out by the attempt that continues from it, whoever was to do so, and what is in none is dropped, as is
/// what another life of the job has left. Attempts follow each other strictly, so every subtask that restores may settle what
/// all have left, under whatever names their operators had.
/// </remarks>
internal sealed class HeldEpochs<T>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Epoch, IReadOnlyList<T>> _epochs = [];

    /// <summary>Keeps what a subtask has prepared for a checkpoint.</summary>
    public void Hold(ISubtaskContext subtask, long checkpoint, IReadOnlyList<T> records)
    {
        lock (_gate)
        {
            _epochs[new Epoch(subtask.JobName, subtask.Life.Identity, subtask.OperatorName, subtask.SubtaskIndex, checkpoint)] = records;
        }
    }

    /// <summary>Gives out what a subtask has prepared up to a checkpoint.</summary>
    public void Commit(ISubtaskContext subtask, long checkpoint, Action<IReadOnlyList<T>> give) => Take(
        epoch => epoch.Job == subtask.JobName && epoch.Operator == subtask.OperatorName && epoch.Subtask == subtask.SubtaskIndex && epoch.Checkpoint <= checkpoint,
        give);

    /// <summary>Gives out what is in the checkpoint that a job continues from, and drops what it has held besides.</summary>
    public void Restore(ISubtaskContext subtask, long checkpoint, Action<IReadOnlyList<T>> give)
    {
        Take(epoch => epoch.Job == subtask.JobName && epoch.Life == subtask.Life.Identity && epoch.Checkpoint <= checkpoint, give);
        Take(epoch => epoch.Job == subtask.JobName, static _ => { });
    }

    private void Take(Func<Epoch, bool> isTaken, Action<IReadOnlyList<T>> give)
    {
        // Given out under the lock: what two threads commit must not overtake each other.
        lock (_gate)
        {
            foreach (var epoch in _epochs.Keys.Where(isTaken).OrderBy(epoch => epoch.Checkpoint).ThenBy(epoch => epoch.Subtask).ToList())
            {
                _epochs.Remove(epoch, out var records);
                if (records!.Count > 0)
                {
                    give(records);
                }
            }
        }
    }

    private readonly record struct Epoch(string Job, Guid Life, string Operator, int Subtask, long Checkpoint);
}
