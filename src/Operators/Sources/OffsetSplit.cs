using System.Buffers;
using System.Globalization;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>A split whose positions are numbers: byte offsets of a file, offsets of a Kafka partition, indexes of a list.</summary>
/// <param name="Id">Names the split within its source, the same in every run: a path, <c>topic/3</c>.</param>
/// <param name="Position">The position of the next record to read.</param>
public sealed record OffsetSplit(string Id, long Position) : SourceSplit(Id)
{
    /// <summary>The binary form of such splits.</summary>
    public static ISplitSerializer Serializer { get; } = new Format();

    /// <summary>The position at which a bounded split ends (exclusive); <see cref="long.MaxValue"/> where it has no end.</summary>
    public long End { get; init; } = long.MaxValue;

    /// <summary>
    /// Up to which position the split was known to have records by the one who knew last, 0 where that is not known.
    /// </summary>
    public long KnownEnd { get; init; }

    /// <summary>
    /// Whatever the reader must remember besides the position, for example what a file began with, to notice that it
    /// was replaced. Empty where nothing.
    /// </summary>
    public string Tag { get; init; } = "";

    /// <inheritdoc/>
    public override bool HasBacklog => Position < KnownEnd;

    /// <inheritdoc/>
    public override long? Backlog => KnownEnd > 0 ? Math.Max(0, KnownEnd - Position) : null;

    /// <inheritdoc/>
    public override bool HasReachedEndOf(SourceSplit earlier) => !HasBacklog || (earlier is OffsetSplit { KnownEnd: > 0 and var end } && Position >= end);

    /// <inheritdoc/>
    public override string PositionText => Text(Position);

    /// <inheritdoc/>
    /// <remarks>Exact where the position moves by one for each record.</remarks>
    public override SourceRange Locate(SourceSplit after, int index, int count)
    {
        var end = ((OffsetSplit)after).Position;
        return index >= 0 && end - Position == count
            ? new SourceRange(Id, Text(Position + index), Text(Position + index))
            : new SourceRange(Id, PositionText, Text(Math.Max(Position, end - 1)));
    }

    private static string Text(long position) => position.ToString(CultureInfo.InvariantCulture);

    private sealed class Format : ISplitSerializer
    {
        public int Version => 1;

        public void Write(SourceSplit split, IBufferWriter<byte> output)
        {
            var offsets = (OffsetSplit)split;
            var writer = new SnapshotWriter();
            writer.WriteString(offsets.Id);
            writer.WriteInt64(offsets.Position);
            writer.WriteInt64(offsets.End);
            writer.WriteInt64(offsets.KnownEnd);
            writer.WriteByte(offsets.IsFinished ? (byte)1 : (byte)0);
            writer.WriteString(offsets.Tag);
            output.Write(writer.Written.Span);
        }

        public SourceSplit Read(ReadOnlyMemory<byte> bytes, int version)
        {
            if (version != Version)
            {
                throw new SnapshotException($"A split was written in version {version} of its format, and this build reads version {Version}. Run the build that wrote it, or start anew.");
            }

            var reader = new SnapshotReader(bytes);
            return new OffsetSplit(reader.ReadString(), reader.ReadInt64())
            {
                End = reader.ReadInt64(),
                KnownEnd = reader.ReadInt64(),
                IsFinished = reader.ReadByte() != 0,
                Tag = reader.ReadString(),
            };
        }
    }
}
