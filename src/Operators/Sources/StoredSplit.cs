using System.Buffers;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>A split in its binary form, as it stands in checkpoints and goes between the enumerator and the subtasks.</summary>
/// <param name="Version">The version of the bytes (<see cref="ISplitSerializer.Version"/>).</param>
/// <param name="Bytes">The split with its position.</param>
/// <param name="Watermark">Its event time; <see cref="Watermarks.Min"/> where nothing of it was read.</param>
internal readonly record struct StoredSplit(int Version, ReadOnlyMemory<byte> Bytes, long Watermark)
{
    public static StoredSplit Of(SourceSplit split, long watermark, ISplitSerializer serializer)
    {
        var output = new ArrayBufferWriter<byte>();
        serializer.Write(split, output);
        return new StoredSplit(serializer.Version, output.WrittenMemory, watermark);
    }

    public SourceSplit Read(ISplitSerializer serializer) => serializer.Read(Bytes, Version);

    public void WriteTo(SnapshotWriter writer)
    {
        writer.WriteInt32(Version);
        writer.WriteInt64(Watermark);
        writer.WriteBytes(Bytes.Span);
    }

    public static StoredSplit ReadFrom(SnapshotReader reader)
    {
        var version = reader.ReadInt32();
        var watermark = reader.ReadInt64();
        return new StoredSplit(version, reader.ReadBytes(), watermark);
    }
}
