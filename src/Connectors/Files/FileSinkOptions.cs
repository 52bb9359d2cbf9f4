namespace AkkaStreamProc.Connectors.Files;

/// <summary>How a <see cref="FileSink{T}"/> writes.</summary>
public sealed record FileSinkOptions
{
    /// <summary>
    /// How many encoded bytes of one subtask may wait for the disk before the sink takes no further batch; 8 MiB
    /// unless given.
    /// </summary>
    public int MaxBufferedBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many bytes are written at once.</summary>
    internal int ChunkBytes { get; init; } = 256 * 1024;
}
