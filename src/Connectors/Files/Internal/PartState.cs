using System.Text;
using AkkaStreamProc.Operators;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>How the uncommitted files of a subtask stand in a checkpoint.</summary>
/// <remarks>
/// Little-endian: format version (1 byte), count (4), and for each file checkpoint (8), name (7-bit length, UTF-8),
/// length (8), records (8).
/// </remarks>
internal static class PartState
{
    private const byte Version = 1;

    public static byte[] Encode(IReadOnlyCollection<PreparedPart> parts)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write(parts.Count);
        foreach (var part in parts)
        {
            writer.Write(part.CheckpointId);
            writer.Write(part.Name);
            writer.Write(part.Length);
            writer.Write(part.Records);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="StreamProcessingException">The state is of another version or damaged.</exception>
    public static IReadOnlyList<PreparedPart> Decode(ReadOnlyMemory<byte> state)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(state.ToArray(), writable: false), Encoding.UTF8);
            var version = reader.ReadByte();
            if (version != Version)
            {
                throw new StreamProcessingException($"The checkpoint holds the state of a file sink in format {version}, this release understands format {Version}. Restore it with the release that wrote it.");
            }

            var parts = new PreparedPart[reader.ReadInt32()];
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = new PreparedPart(reader.ReadInt64(), reader.ReadString(), reader.ReadInt64(), reader.ReadInt64());
            }

            return parts;
        }
        catch (Exception e) when (e is EndOfStreamException or OverflowException or FormatException or ArgumentException)
        {
            throw new StreamProcessingException("The state of a file sink in the checkpoint is damaged. Restore an older checkpoint.", e);
        }
    }
}
