using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Stores;

/// <summary>What the snapshot store holds in place of a snapshot that is an object of a <see cref="ICheckpointStore"/>.</summary>
/// <remarks>
/// Format 2: <c>ASPM</c>, the version (1 byte), the length of the object (8 bytes, little-endian), its name. Format 1 had no
/// name and is not read any more.
/// </remarks>
/// <param name="Name">The name of the object.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record SnapshotPointer(string Name, long Length)
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

        var length = reader.ReadInt64();
        return new SnapshotPointer(reader.ReadString(), length);
    }

    public byte[] ToBytes()
    {
        var writer = new SnapshotWriter(64);
        writer.WriteRaw(Magic);
        writer.WriteByte(FormatVersion);
        writer.WriteInt64(Length);
        writer.WriteString(Name);
        return writer.Written.ToArray();
    }
}
