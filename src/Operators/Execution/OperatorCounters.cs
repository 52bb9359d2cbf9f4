using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Execution;

/// <summary>What one operator has counted in one subtask since the job began; survives restarts with the checkpoints.</summary>
internal sealed class OperatorCounters
{
    public const string Item = "counters";

    public long In { get; set; }

    public long Out { get; set; }

    /// <summary>Records that came after their window had closed for good.</summary>
    public long Late { get; set; }

    /// <summary>Records that could not be decoded.</summary>
    public long Bad { get; set; }

    /// <summary>Records left out because they could not be processed or written.</summary>
    public long Skipped { get; set; }

    /// <summary>Records diverted because they could not be processed or written.</summary>
    public long Diverted { get; set; }

    public void Freeze(OperatorFreeze freeze)
    {
        var writer = new SnapshotWriter(6 * sizeof(long));
        writer.WriteInt64(In);
        writer.WriteInt64(Out);
        writer.WriteInt64(Late);
        writer.WriteInt64(Bad);
        writer.WriteInt64(Skipped);
        writer.WriteInt64(Diverted);
        freeze.Add(Item, writer.Written);
    }

    public void Restore(OperatorRestore restore)
    {
        foreach (var reader in restore.Inherited(Item).Select(bytes => new SnapshotReader(bytes)))
        {
            In += reader.ReadInt64();
            Out += reader.ReadInt64();
            Late += reader.ReadInt64();
            Bad += reader.ReadInt64();
            Skipped += reader.ReadInt64();
            Diverted += reader.ReadInt64();
        }
    }
}
