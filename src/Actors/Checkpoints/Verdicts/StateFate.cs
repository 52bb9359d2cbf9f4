namespace AkkaStreamProc;

/// <summary>What becomes of a state when a job continues from a checkpoint.</summary>
public enum StateFate
{
    /// <summary>It is read as it was written.</summary>
    Kept,

    /// <summary>Its type has changed in a way that can be told: members came or went, have another name, became wider.</summary>
    Evolved,

    /// <summary>A migration (<see cref="JobBuilder.MigrateState"/>) makes the new values of the old ones.</summary>
    Migrated,

    /// <summary>The checkpoint has nothing of it; it begins empty.</summary>
    New,

    /// <summary>The job has it no more, or has another operator of the name. It must be allowed by name (<see cref="JobSettings.AllowDroppedState"/>).</summary>
    Dropped,

    /// <summary>The job has a state of the name and cannot read it. The job must be changed, or the state allowed to be dropped by name.</summary>
    Unreadable,

    /// <summary>
    /// It was gathered by another selector, and may mean something else. That both mean the same must be said by name
    /// (<see cref="JobSettings.AllowChangedSelectors"/>), or the state allowed to be dropped.
    /// </summary>
    Reselected,
}
