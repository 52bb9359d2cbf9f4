using System.Text;
using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Files.Internal;

/// <summary>How a prepared file stands in a checkpoint.</summary>
/// <remarks>Little-endian: format version (1 byte), name (7-bit length, UTF-8), length (8), records (8).</remarks>
internal static class PartFormat
{
    private const byte Version = 1;

    public static byte[] Encode(PreparedPart part)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write(part.Name);
        writer.Write(part.Length);
        writer.Write(part.Records);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="StreamProcessingException">The state is of another version or damaged.</exception>
    public static PreparedPart Decode(PreparedEpoch epoch)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(epoch.Prepared.ToArray(), writable: false), Encoding.UTF8);
            var version = reader.ReadByte();
            return version == Version
                ? new PreparedPart(epoch.CheckpointId, reader.ReadString(), reader.ReadInt64(), reader.ReadInt64())
                : throw new StreamProcessingException($"The checkpoint holds a file of a file sink in format {version}, this release understands format {Version}. Restore it with the release that wrote it.");
        }
        catch (Exception e) when (e is EndOfStreamException or OverflowException or FormatException or ArgumentException)
        {
            throw new StreamProcessingException("The state of a file sink in the checkpoint is damaged. Restore an older checkpoint.", e);
        }
    }
}
