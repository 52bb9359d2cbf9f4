using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Actors.Checkpoints.Storage;

/// <summary>What the snapshot store holds in place of a snapshot that lies in a file.</summary>
/// <remarks>Format 1: <c>ASPM</c>, the version (1 byte), the length of the file (8 bytes, little-endian).</remarks>
/// <param name="Length">How many bytes the file has.</param>
internal sealed record SnapshotManifest(long Length)
{
    private const byte FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "ASPM"u8;

    public static bool IsManifest(ReadOnlySpan<byte> stored) => stored.StartsWith(Magic);

    /// <exception cref="SnapshotException">The bytes are no manifest of a known version.</exception>
    public static SnapshotManifest Parse(ReadOnlyMemory<byte> stored)
    {
        var reader = new SnapshotReader(stored[Magic.Length..]);
        var version = reader.ReadByte();
        return version == FormatVersion
            ? new SnapshotManifest(reader.ReadInt64())
            : throw new SnapshotException($"The manifest of a snapshot has format {version}, this version reads format {FormatVersion}. Continue with the version that wrote it, or start anew.");
    }

    public byte[] ToBytes()
    {
        var writer = new SnapshotWriter(Magic.Length + 1 + sizeof(long));
        writer.WriteRaw(Magic);
        writer.WriteByte(FormatVersion);
        writer.WriteInt64(Length);
        return writer.Written.ToArray();
    }
}
