using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What survives a simulated crash: the journal of the job and the saved snapshots.</summary>
internal sealed class SimulatedStore
{
    private readonly SortedDictionary<(string PersistenceId, long SequenceNr), byte[]> _snapshots = [];

    /// <summary>The fold of the journal's events.</summary>
    public JobHistory History { get; private set; } = JobHistory.Empty;

    public void Append(JobJournalEvent journalled) => History = History.Apply(journalled);

    public void Save(string persistenceId, long sequenceNr, byte[] snapshot) => _snapshots[(persistenceId, sequenceNr)] = snapshot;

    public byte[]? Load(string persistenceId, long sequenceNr) => _snapshots.GetValueOrDefault((persistenceId, sequenceNr));

    public void Delete(string persistenceId, ObsoleteCheckpoints obsolete)
    {
        foreach (var key in _snapshots.Keys.Where(k => k.PersistenceId == persistenceId && (k.SequenceNr < obsolete.Below || obsolete.Ids.Contains(k.SequenceNr))).ToList())
        {
            _snapshots.Remove(key);
        }
    }
}
