using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>Where objects of checkpoints lie: each is written once, under a name of its own, and read piece by piece.</summary>
/// <remarks>Names have folders, divided by <c>/</c>. Thread-safe, and blocks. Nodes of a cluster need the same one.</remarks>
internal interface ICheckpointStore
{
    /// <summary>Where it is, for people and for the journal.</summary>
    string Location { get; }

    /// <summary>Begins an object, which is there with <see cref="CheckpointObject.Complete"/>.</summary>
    /// <exception cref="IOException">The store cannot be written.</exception>
    CheckpointObject Create(string name);

    /// <summary>Opens an object to read. It may be deleted meanwhile.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    ISnapshotContent Open(string name);

    /// <summary>The names of the objects directly in a folder; none where it is not there.</summary>
    /// <exception cref="IOException">The store cannot be read, which does not mean that there are none.</exception>
    IReadOnlyList<string> Objects(string folder);

    /// <summary>The names of the folders directly in a folder; none where it is not there.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    IReadOnlyList<string> Folders(string folder);

    /// <summary>Deletes a folder with all its objects; nothing where it is not there.</summary>
    /// <exception cref="IOException">Something in it could not be deleted.</exception>
    void Delete(string folder);
}
