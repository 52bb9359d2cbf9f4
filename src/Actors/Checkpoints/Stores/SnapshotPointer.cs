using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>What the snapshot store holds in place of a snapshot that is an object of a <see cref="ICheckpointStore"/>.</summary>
/// <remarks>
/// Format 2: <c>ASPM</c>, the version (1 byte), the length of the object (8 bytes, little-endian), whether it belongs to a
/// savepoint (1 byte), its name. Format 1 had no name and is not read any more.
/// </remarks>
/// <param name="Name">The name of the object.</param>
/// <param name="IsOfSavepoint">Whether it lies where savepoints are.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record SnapshotPointer(string Name, bool IsOfSavepoint, long Length)
{
    public const byte FormatVersion = 2;

    private static ReadOnlySpan<byte> Magic => "ASPM"u8;

    public static bool IsPointer(ReadOnlySpan<byte> stored) => stored.StartsWith(Magic);

    /// <exception cref="SnapshotException">The bytes are no pointer of a known version.</exception>
    public static SnapshotPointer Parse(ReadOnlyMemory<byte> stored)
    {
        var reader = new SnapshotReader(stored[Magic.Length..]);
        var version = reader.ReadByte();
        if (version != FormatVersion)
        {
            throw new SnapshotException($"The pointer to a snapshot has format {version}, this version reads format {FormatVersion}. Continue with the version that wrote it, or start anew.");
        }

        var (length, isOfSavepoint, name) = (reader.ReadInt64(), reader.ReadByte() != 0, reader.ReadString());
        return new SnapshotPointer(name, isOfSavepoint, length);
    }

    public byte[] ToBytes()
    {
        var writer = new SnapshotWriter(64);
        writer.WriteRaw(Magic);
        writer.WriteByte(FormatVersion);
        writer.WriteInt64(Length);
        writer.WriteByte(IsOfSavepoint ? (byte)1 : (byte)0);
        writer.WriteString(Name);
        return writer.Written.ToArray();
    }
}
