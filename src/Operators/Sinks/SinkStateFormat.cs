using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>How a <see cref="SinkState"/> stands in a checkpoint.</summary>
/// <remarks>
/// Format version (1 byte), subtask (count), identity (16 bytes), last marker (8), number of epochs (count), and for
/// each its checkpoint (8) and what was prepared (count, bytes). Numbers as <see cref="SnapshotWriter"/> writes them.
/// </remarks>
internal static class SinkStateFormat
{
    private const byte Version = 2;
    private const int IdentityLength = 16;

    public static ReadOnlyMemory<byte> Encode(SinkState state)
    {
        var writer = new SnapshotWriter(64 + state.Unconfirmed.Sum(e => e.Prepared.Length + 16));
        writer.WriteByte(Version);
        writer.WriteCount(state.Life.Subtask);
        writer.WriteRaw(state.Life.Identity.ToByteArray());
        writer.WriteInt64(state.LastMarker);
        writer.WriteCount(state.Unconfirmed.Count);
        foreach (var epoch in state.Unconfirmed)
        {
            writer.WriteInt64(epoch.CheckpointId);
            writer.WriteBytes(epoch.Prepared.Span);
        }

        return writer.Written;
    }

    /// <exception cref="StreamProcessingException">The state is of another version or damaged.</exception>
    public static SinkState Decode(ReadOnlyMemory<byte> state)
    {
        var reader = new SnapshotReader(state);
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new StreamProcessingException(
                $"The checkpoint holds the state of a sink in format {version}, this release understands format {Version}. Restore it with the release that wrote it.");
        }

        var life = new SinkLife(reader.ReadCount(), new Guid(reader.Take(IdentityLength)));
        var lastMarker = reader.ReadInt64();
        var epochs = new List<PreparedEpoch>();
        for (var remaining = reader.ReadCount(); remaining > 0; remaining--)
        {
            epochs.Add(new PreparedEpoch(reader.ReadInt64(), reader.ReadBytes()));
        }

        return new SinkState(life, lastMarker, epochs);
    }
}
