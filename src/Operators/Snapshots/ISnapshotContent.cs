namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>The bytes of a snapshot, in memory or in a file, read piece by piece.</summary>
internal interface ISnapshotContent : IDisposable
{
    long Length { get; }

    /// <summary>Fills a buffer from a position on. Any thread.</summary>
    /// <exception cref="IOException">The bytes cannot be read, or end before.</exception>
    void Read(long position, Span<byte> buffer);
}
