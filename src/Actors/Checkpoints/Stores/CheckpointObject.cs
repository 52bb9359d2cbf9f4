namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>An object of a checkpoint as it is written. Disposed before it is complete, it leaves nothing.</summary>
internal abstract class CheckpointObject : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes the object durable under its name, whole, unless there is one of this name already.</summary>
    /// <exception cref="IOException">There is one, or the store cannot be written.</exception>
    public abstract void Complete();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
