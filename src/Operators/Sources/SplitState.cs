using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>A split as its source operator sees it: how far it was emitted, and its event time.</summary>
internal sealed class SplitState<T>(SourceSplit split, WatermarkGenerator<T> generator)
{
    public SourceSplit Split { get; set; } = split;

    public WatermarkGenerator<T> Generator => generator;

    /// <summary>When it last had a record, on the source's idle clock.</summary>
    public long LastActive { get; set; }

    public bool IsIdle { get; set; }

    public bool CountsForWatermark => !IsIdle && !Split.IsFinished;

    public void Write(SnapshotWriter writer)
    {
        writer.WriteString(Split.Id);
        writer.WriteInt64(Split.Ordinal);
        writer.WriteInt64(Split.Position);
        writer.WriteInt64(Split.End);
        writer.WriteByte(Split.IsFinished ? (byte)1 : (byte)0);
        writer.WriteString(Split.Tag);
        writer.WriteInt64(generator.Current);
    }

    public static (SourceSplit Split, long Watermark) Read(SnapshotReader reader)
    {
        var split = new SourceSplit(reader.ReadString(), (int)reader.ReadInt64(), reader.ReadInt64())
        {
            End = reader.ReadInt64(),
            IsFinished = reader.ReadByte() != 0,
            Tag = reader.ReadString(),
        };
        return (split, reader.ReadInt64());
    }
}
