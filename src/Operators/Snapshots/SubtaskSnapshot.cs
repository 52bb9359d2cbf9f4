using System.IO.Hashing;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>The snapshot of one subtask, and its binary format.</summary>
/// <remarks>
/// Format 1: <c>ASPS</c>, the version, the header, for each operator its items and its keyed states by key group, and
/// an XxHash3 of all of that. Numbers are little-endian. A snapshot that was cut short or damaged is told from a good
/// one by the hash, one of an unknown version by its number.
/// </remarks>
internal sealed class SubtaskSnapshot
{
    public const byte FormatVersion = 1;

    private static ReadOnlySpan<byte> Magic => "ASPS"u8;

    private SubtaskSnapshot(SnapshotHeader header, IReadOnlyDictionary<string, OperatorSnapshot> operators)
    {
        Header = header;
        Operators = operators;
    }

    public SnapshotHeader Header { get; }

    public IReadOnlyDictionary<string, OperatorSnapshot> Operators { get; }

    /// <summary>Encodes a frozen subtask. Any thread.</summary>
    /// <exception cref="IOException">The destination failed.</exception>
    public static void WriteTo(Stream destination, SnapshotHeader header, SubtaskFreeze freeze)
    {
        var output = new SnapshotOutput(destination);
        var writer = output.Writer;
        writer.WriteRaw(Magic);
        writer.WriteByte(FormatVersion);
        writer.WriteString(header.Job);
        writer.WriteString(header.Vertex);
        writer.WriteCount(header.SubtaskIndex);
        writer.WriteCount(header.Parallelism);
        writer.WriteCount(header.MaxParallelism);
        writer.WriteInt64(header.CheckpointId);
        writer.WriteCount(freeze.Operators.Count);
        var group = new SnapshotWriter(4096);
        foreach (var part in freeze.Operators)
        {
            WriteOperator(output, part, group);
        }

        output.Complete();
    }

    /// <summary>Encodes a frozen subtask into memory. Any thread.</summary>
    public static byte[] Write(SnapshotHeader header, SubtaskFreeze freeze)
    {
        using var memory = new MemoryStream();
        WriteTo(memory, header, freeze);
        return memory.ToArray();
    }

    /// <summary>Decodes a snapshot.</summary>
    /// <param name="bytes">What <see cref="Write"/> returned.</param>
    /// <param name="what">What the snapshot should be, for the error.</param>
    /// <exception cref="SnapshotException">The bytes are no whole snapshot of a known version.</exception>
    public static SubtaskSnapshot Parse(ReadOnlyMemory<byte> bytes, string what)
    {
        if (bytes.Length < Magic.Length + 1 + sizeof(ulong) || !bytes.Span.StartsWith(Magic))
        {
            throw new SnapshotException($"The snapshot for {what} is none: it has {bytes.Length} bytes and does not begin as one. {WayOut}");
        }

        var version = bytes.Span[Magic.Length];
        if (version != FormatVersion)
        {
            throw new SnapshotException($"The snapshot for {what} has format {version}, this version reads format {FormatVersion}. Continue with the version that wrote it, or start anew.");
        }

        var body = bytes[..^sizeof(ulong)];
        if (new SnapshotReader(bytes[^sizeof(ulong)..]).ReadUInt64() != XxHash3.HashToUInt64(body.Span))
        {
            throw new SnapshotException($"The snapshot for {what} was cut short or damaged: the hash of its {bytes.Length} bytes is wrong. {WayOut}");
        }

        var reader = new SnapshotReader(body[(Magic.Length + 1)..]);
        var header = new SnapshotHeader(
            reader.ReadString(), reader.ReadString(), reader.ReadCount(), reader.ReadCount(), reader.ReadCount(), reader.ReadInt64());
        var operators = new Dictionary<string, OperatorSnapshot>();
        for (var remaining = reader.ReadCount(); remaining > 0; remaining--)
        {
            operators.Add(reader.ReadString(), ReadOperator(reader));
        }

        return new SubtaskSnapshot(header, operators);
    }

    private const string WayOut = "Restore from an older checkpoint or a savepoint, or start anew.";

    private static void WriteOperator(SnapshotOutput output, OperatorFreeze part, SnapshotWriter scratch)
    {
        var writer = output.Writer;
        writer.WriteString(part.OperatorName);
        writer.WriteCount(part.Items.Count);
        foreach (var (name, bytes) in part.Items)
        {
            writer.WriteString(name);
            output.WriteBytes(bytes.Span);
        }

        writer.WriteCount(part.Keyed.Count);
        foreach (var state in part.Keyed)
        {
            writer.WriteString(state.Name);
            writer.WriteString(state.KeySchema);
            writer.WriteString(state.ValueSchema);
            writer.WriteCount(state.Range.First);
            writer.WriteCount(state.Range.Count);
            for (var keyGroup = state.Range.First; keyGroup < state.Range.End; keyGroup++)
            {
                scratch.Clear();
                state.Write(keyGroup, scratch);
                output.WriteBytes(scratch.Written.Span);
            }
        }
    }

    private static OperatorSnapshot ReadOperator(SnapshotReader reader)
    {
        var items = new (string, ReadOnlyMemory<byte>)[reader.ReadCount()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = (reader.ReadString(), reader.ReadBytes());
        }

        var keyed = new KeyedStateSnapshot[reader.ReadCount()];
        for (var i = 0; i < keyed.Length; i++)
        {
            var (name, keySchema, valueSchema, first) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadCount());
            var groups = new ReadOnlyMemory<byte>[reader.ReadCount()];
            for (var g = 0; g < groups.Length; g++)
            {
                groups[g] = reader.ReadBytes();
            }

            keyed[i] = new KeyedStateSnapshot(name, keySchema, valueSchema, first, groups);
        }

        return new OperatorSnapshot(items, keyed);
    }
}
