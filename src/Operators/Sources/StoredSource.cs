using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>What a checkpoint holds of a source, in binary form; and the layout of the parts of it that subtasks write.</summary>
/// <param name="Splits">The splits.</param>
/// <param name="Enumerator">What the enumerator kept; empty where nothing.</param>
internal sealed record StoredSource(IReadOnlyList<StoredSplit> Splits, ReadOnlyMemory<byte> Enumerator)
{
    private const string SplitsItem = "assigned-splits";
    private const string EnumeratorItem = "enumerator";
    private const string TablesItem = "loaded-tables";

    /// <summary>Splits whose positions are numbers, as builds before these formats wrote them.</summary>
    private const string FormerItem = "splits";
    private const int Version = 1;

    /// <summary>The tables that stand in the checkpoint, whole, so that the source need not wait for them; as any subtask says.</summary>
    public IReadOnlyList<LoadedTable> Tables { get; init; } = [];

    /// <summary>Puts together what two subtasks have found.</summary>
    public StoredSource With(StoredSource other) => new([.. Splits, .. other.Splits], Enumerator.IsEmpty ? other.Enumerator : Enumerator)
    {
        Tables = [.. Tables.Union(other.Tables)],
    };

    /// <summary>Reads what those former subtasks have written that a subtask follows: over all subtasks, everything once.</summary>
    /// <exception cref="SnapshotException">The format is not known.</exception>
    public static StoredSource Read(OperatorRestore restore)
    {
        var splits = new List<StoredSplit>();
        foreach (var reader in restore.Inherited(SplitsItem).Select(bytes => new SnapshotReader(bytes)))
        {
            if (reader.ReadInt32() is var version && version != Version)
            {
                throw new SnapshotException($"The splits of a source were written in format {version}, and this build reads format {Version}. Run the build that wrote them, or start anew.");
            }

            for (var count = reader.ReadCount(); count > 0; count--)
            {
                splits.Add(StoredSplit.ReadFrom(reader));
            }
        }

        splits.AddRange(restore.Inherited(FormerItem).SelectMany(ReadFormer));
        return new StoredSource(splits, restore.Inherited(EnumeratorItem).FirstOrDefault())
        {
            Tables = [.. restore.Inherited(TablesItem).SelectMany(ReadTables).Distinct()],
        };
    }

    /// <summary>Writes the splits of one subtask.</summary>
    public static void WriteSplits(IReadOnlyList<StoredSplit> splits, Action<string, ReadOnlyMemory<byte>> add)
    {
        var writer = new SnapshotWriter();
        writer.WriteInt32(Version);
        writer.WriteCount(splits.Count);
        foreach (var split in splits)
        {
            split.WriteTo(writer);
        }

        add(SplitsItem, writer.Written);
    }

    /// <summary>Writes what the enumerator keeps, which one subtask does for it.</summary>
    public static void WriteEnumerator(ReadOnlyMemory<byte> bytes, Action<string, ReadOnlyMemory<byte>> add) => add(EnumeratorItem, bytes);

    /// <summary>Writes the tables that are loaded; nothing where there is none.</summary>
    public static void WriteTables(IReadOnlyList<LoadedTable> tables, Action<string, ReadOnlyMemory<byte>> add)
    {
        if (tables.Count > 0)
        {
            var writer = new SnapshotWriter();
            writer.WriteCount(tables.Count);
            foreach (var (join, source) in tables)
            {
                writer.WriteString(join);
                writer.WriteString(source);
            }

            add(TablesItem, writer.Written);
        }
    }

    private static IEnumerable<LoadedTable> ReadTables(ReadOnlyMemory<byte> bytes)
    {
        var reader = new SnapshotReader(bytes);
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            yield return new LoadedTable(reader.ReadString(), reader.ReadString());
        }
    }

    private static IEnumerable<StoredSplit> ReadFormer(ReadOnlyMemory<byte> bytes)
    {
        var reader = new SnapshotReader(bytes);
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var id = reader.ReadString();
            _ = reader.ReadInt64();
            var split = new OffsetSplit(id, reader.ReadInt64())
            {
                End = reader.ReadInt64(),
                IsFinished = reader.ReadByte() != 0,
                Tag = reader.ReadString(),
            };
            yield return StoredSplit.Of(split, reader.ReadInt64(), OffsetSplit.Serializer);
        }
    }
}
