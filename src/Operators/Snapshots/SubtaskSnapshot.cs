using System.IO.Hashing;

namespace AkkaStreamProc.Operators.Snapshots;

/// <summary>The snapshot of one subtask, and its binary format.</summary>
/// <remarks>
/// <para>
/// Format 2: <c>ASPS</c>, the version (1 byte), the sections one behind the other, the index, the length of the index
/// (8 bytes), and an XxHash3 of the index (8). The index has the header and, for each operator, its items and its keyed
/// states by key group: each a section, of which it says the length (count) and, unless that is 0, an XxHash3 (8).
/// Sections lie in the order of the index from byte 5 on. Numbers are little-endian.
/// </para>
/// <para>
/// So a snapshot of any size is written and read section by section, only those that are needed are read, and each is
/// verified when it is. One section, an item or a key group of a state, has at most 2 GiB.
/// </para>
/// </remarks>
internal sealed class SubtaskSnapshot
{
    public const byte FormatVersion = 2;
    public const string WayOut = "Restore from an older checkpoint or a savepoint, or start anew.";

    private const int HeadLength = 5;
    private const int TailLength = 2 * sizeof(ulong);

    private static ReadOnlySpan<byte> Magic => "ASPS"u8;

    private SubtaskSnapshot(SnapshotHeader header, IReadOnlyDictionary<string, OperatorSnapshot> operators)
    {
        Header = header;
        Operators = operators;
    }

    public SnapshotHeader Header { get; }

    public IReadOnlyDictionary<string, OperatorSnapshot> Operators { get; }

    /// <summary>Encodes a frozen subtask. Any thread.</summary>
    /// <returns>Where each state and item lies.</returns>
    /// <exception cref="IOException">The destination failed.</exception>
    /// <exception cref="SnapshotException">A key group of a state is larger than a section can be.</exception>
    public static IReadOnlyList<SnapshotPart> WriteTo(Stream destination, SnapshotHeader header, SubtaskFreeze freeze)
    {
        var output = new SnapshotOutput(destination);
        output.WriteRaw([.. Magic, FormatVersion]);
        var index = output.Index;
        index.WriteString(header.Job);
        index.WriteString(header.Vertex);
        index.WriteCount(header.SubtaskIndex);
        index.WriteCount(header.Parallelism);
        index.WriteCount(header.MaxParallelism);
        index.WriteInt64(header.CheckpointId);
        index.WriteCount(freeze.Operators.Count);
        var parts = new List<SnapshotPart>();
        foreach (var part in freeze.Operators)
        {
            WriteOperator(output, part, parts);
        }

        output.Complete();
        return parts;
    }

    /// <summary>Encodes a frozen subtask into memory. Any thread.</summary>
    public static byte[] Write(SnapshotHeader header, SubtaskFreeze freeze)
    {
        using var memory = new MemoryStream();
        WriteTo(memory, header, freeze);
        return memory.ToArray();
    }

    /// <summary>Decodes a snapshot in memory, and verifies all of it.</summary>
    /// <param name="bytes">What <see cref="Write"/> returned.</param>
    /// <param name="what">What the snapshot should be, for the error.</param>
    /// <exception cref="SnapshotException">The bytes are no whole snapshot of a known version.</exception>
    public static SubtaskSnapshot Parse(ReadOnlyMemory<byte> bytes, string what)
    {
        var snapshot = Open(new MemoryContent(bytes), what);
        snapshot.Verify();
        return snapshot;
    }

    /// <summary>Reads the index of a snapshot. Its sections are read and verified when they are asked for.</summary>
    /// <param name="content">Where it lies; must stay open as long as sections are read.</param>
    /// <param name="what">What the snapshot should be, for the error.</param>
    /// <exception cref="SnapshotException">It is no snapshot of a known version, or its index is damaged.</exception>
    public static SubtaskSnapshot Open(ISnapshotContent content, string what)
    {
        try
        {
            return ReadIndex(content, what);
        }
        catch (IOException e)
        {
            throw new SnapshotException($"The snapshot for {what} cannot be read: {e.Message} {WayOut}", e) { IsDamage = true };
        }
    }

    /// <summary>Reads every section.</summary>
    /// <exception cref="SnapshotException">One is damaged.</exception>
    public void Verify()
    {
        foreach (var section in Operators.Values.SelectMany(o => o.Sections))
        {
            section.Read();
        }
    }

    private static SubtaskSnapshot ReadIndex(ISnapshotContent content, string what)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        if (content.Length >= HeadLength)
        {
            content.Read(0, head);
        }

        if (!head.StartsWith(Magic))
        {
            throw new SnapshotException($"The bytes stored for {what} are not a snapshot: there are {content.Length}, and they do not begin as one. It was cut short or damaged. {WayOut}") { IsDamage = true };
        }

        if (head[Magic.Length] != FormatVersion)
        {
            throw new SnapshotException($"The snapshot for {what} has format {head[Magic.Length]}, this version reads format {FormatVersion}. Continue with the version that wrote it, or start anew.");
        }

        if (content.Length < HeadLength + TailLength)
        {
            throw Damaged(content, what);
        }

        var tail = new byte[TailLength];
        content.Read(content.Length - TailLength, tail);
        var reader = new SnapshotReader(tail);
        var (length, hash) = (reader.ReadInt64(), reader.ReadUInt64());
        var end = content.Length - TailLength - length;
        if (length is < 0 or > int.MaxValue || end < HeadLength)
        {
            throw Damaged(content, what);
        }

        var index = new byte[length];
        content.Read(end, index);
        if (XxHash3.HashToUInt64(index) != hash)
        {
            throw Damaged(content, what);
        }

        var snapshot = new IndexReader(new SnapshotReader(index), content, what).Read(out var sectionsEnd);
        return sectionsEnd == end ? snapshot : throw Damaged(content, what);
    }

    private static SnapshotException Damaged(ISnapshotContent content, string what) =>
        new($"The snapshot for {what} was cut short or damaged: the end of its {content.Length} bytes is not the one that was written. {WayOut}") { IsDamage = true };

    private static void WriteOperator(SnapshotOutput output, OperatorFreeze part, List<SnapshotPart> parts)
    {
        var index = output.Index;
        index.WriteString(part.OperatorName);
        index.WriteCount(part.Items.Count);
        foreach (var (name, bytes) in part.Items)
        {
            index.WriteString(name);
            parts.Add(new SnapshotPart(part.OperatorName, name, 0, 0, output.Position, bytes.Length));
            output.Section.WriteRaw(bytes.Span);
            output.EndSection();
        }

        index.WriteCount(part.Keyed.Count);
        foreach (var state in part.Keyed)
        {
            index.WriteString(state.Name);
            index.WriteString(state.KeySchema);
            index.WriteString(state.ValueSchema);
            index.WriteCount(state.Range.First);
            index.WriteCount(state.Range.Count);
            var first = output.Position;
            for (var keyGroup = state.Range.First; keyGroup < state.Range.End; keyGroup++)
            {
                WriteGroup(output, part, state, keyGroup);
            }

            parts.Add(new SnapshotPart(part.OperatorName, state.Name, state.Range.First, state.IsCopy ? 0 : state.Range.Count, first, output.Position - first));
        }
    }

    private static void WriteGroup(SnapshotOutput output, OperatorFreeze part, IFrozenKeyedState state, int keyGroup)
    {
        try
        {
            state.Write(keyGroup, output.Section);
            output.EndSection();
        }
        catch (Exception e) when (e is SnapshotOutput.SectionTooLargeException || (e is OutOfMemoryException && !IsMemoryGone()))
        {
            throw new SnapshotException(
                $"Key group {keyGroup} of the state '{state.Name}' of operator '{part.OperatorName}' cannot be written: it has more than {output.SectionLength} bytes, and must fit into memory and 2 GiB once more. "
                + "Give the job more key groups (MaxParallelism), which needs a fresh start, or the process more memory.",
                e);
        }
    }

    /// <summary>Whether it is the process that lacks memory, whatever the size of what is written.</summary>
    private static bool IsMemoryGone()
    {
        const double much = 0.6;
        var heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return heap.HeapSizeBytes > much * heap.TotalAvailableMemoryBytes;
    }

    /// <summary>Understands the index, and finds where each section lies.</summary>
    private sealed class IndexReader(SnapshotReader reader, ISnapshotContent content, string what)
    {
        private long _position = HeadLength;

        public SubtaskSnapshot Read(out long end)
        {
            var header = new SnapshotHeader(
                reader.ReadString(), reader.ReadString(), reader.ReadCount(), reader.ReadCount(), reader.ReadCount(), reader.ReadInt64());
            var operators = new Dictionary<string, OperatorSnapshot>();
            for (var remaining = reader.ReadCount(); remaining > 0; remaining--)
            {
                var name = reader.ReadString();
                operators.Add(name, ReadOperator(name));
            }

            end = _position;
            return new SubtaskSnapshot(header, operators);
        }

        private OperatorSnapshot ReadOperator(string operatorName)
        {
            var items = new (string, SnapshotSection)[reader.ReadCount()];
            for (var i = 0; i < items.Length; i++)
            {
                var name = reader.ReadString();
                items[i] = (name, ReadSection($"'{name}' of operator '{operatorName}'"));
            }

            var keyed = new KeyedStateSnapshot[reader.ReadCount()];
            for (var i = 0; i < keyed.Length; i++)
            {
                var (name, keySchema, valueSchema, first) = (reader.ReadString(), reader.ReadString(), reader.ReadString(), reader.ReadCount());
                var groups = new SnapshotSection[reader.ReadCount()];
                for (var g = 0; g < groups.Length; g++)
                {
                    groups[g] = ReadSection($"the state '{name}' of operator '{operatorName}'");
                }

                keyed[i] = new KeyedStateSnapshot(name, keySchema, valueSchema, first, groups);
            }

            return new OperatorSnapshot(items, keyed);
        }

        private SnapshotSection ReadSection(string section)
        {
            var length = reader.ReadCount();
            var read = new SnapshotSection(what, section, content, _position, length, length == 0 ? 0 : reader.ReadUInt64());
            _position += length;
            return read;
        }
    }
}
