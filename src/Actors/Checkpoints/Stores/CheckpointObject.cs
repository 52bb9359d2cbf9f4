namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>An object of a checkpoint as it is written. Disposed before it is complete, it leaves nothing.</summary>
internal abstract class CheckpointObject : WriteOnlyStream
{
    /// <summary>Makes the object durable under its name, whole, unless there is one of this name already.</summary>
    /// <exception cref="IOException">There is one, or the store cannot be written.</exception>
    public abstract void Complete();
}
