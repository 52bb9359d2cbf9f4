using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>One keyed state as it stood at a barrier, to be written by another thread while the operator runs on.</summary>
internal interface IFrozenKeyedState
{
    string Name { get; }

    /// <summary>What the keys look like (<see cref="State.Serialization.StateSchema"/>).</summary>
    string KeySchema { get; }

    /// <summary>What the values look like.</summary>
    string ValueSchema { get; }

    KeyGroupRange Range { get; }

    /// <summary>Whether it is not divided by key group: every subtask has a copy of it, which stands in its only group.</summary>
    bool IsCopy => false;

    /// <summary>Writes the state of one key group; nothing where it has none. Any thread.</summary>
    void Write(int keyGroup, SnapshotWriter writer);

    /// <summary>Ends the sharing with the running operator. On the subtask.</summary>
    void Release();
}
