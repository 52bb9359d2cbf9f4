using AkkaStreamProc.Actors.Checkpoints;
using AkkaStreamProc.Actors.Jobs.Journal;

namespace AkkaStreamProc.TestKit.Simulation;

/// <summary>What survives a simulated crash: the journal of the job and the saved snapshots.</summary>
internal sealed class SimulatedStore
{
    private readonly SortedDictionary<(string PersistenceId, long SequenceNr), byte[]> _snapshots = [];
    private readonly Dictionary<long, int> _attempts = [];

    /// <summary>The fold of the journal's events.</summary>
    public JobHistory History { get; private set; } = JobHistory.Empty;

    /// <summary>How many events the journal has; the number of the last.</summary>
    public long LastSequenceNr { get; private set; }

    /// <summary>Appends an event under its number, as one supervisor counts them.</summary>
    /// <returns>Whether it is there now; not where another supervisor has taken the number.</returns>
    public bool TryAppend(long sequenceNr, JobJournalEvent journalled)
    {
        if (sequenceNr != LastSequenceNr + 1)
        {
            return false;
        }

        LastSequenceNr = sequenceNr;
        History = History.Apply(journalled);
        return true;
    }

    /// <summary>Keeps a snapshot; verifies that no checkpoint id is ever used by two attempts.</summary>
    public void Save(string persistenceId, long sequenceNr, int attempt, byte[] snapshot)
    {
        if (_attempts.TryGetValue(sequenceNr, out var user) && user != attempt)
        {
            throw new InvalidOperationException($"The checkpoint id {sequenceNr} was used by attempt {user} and again by attempt {attempt}.");
        }

        _attempts[sequenceNr] = attempt;
        _snapshots[(persistenceId, sequenceNr)] = snapshot;
    }

    public byte[]? Load(string persistenceId, long sequenceNr) => _snapshots.GetValueOrDefault((persistenceId, sequenceNr));

    public void Delete(string persistenceId, ObsoleteCheckpoints obsolete)
    {
        foreach (var key in _snapshots.Keys.Where(k => k.PersistenceId == persistenceId && (k.SequenceNr < obsolete.Below || obsolete.Ids.Contains(k.SequenceNr))).ToList())
        {
            _snapshots.Remove(key);
        }
    }
}
