using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>The records refused between the barrier of an epoch and its preparation, in a snapshot.</summary>
/// <remarks>The number of records (count); where there are any, their schema (string) and the records, in the order in which the system refused them.</remarks>
/// <param name="serializers">Those of the job.</param>
internal sealed class RefusedRecords<T>(StateSerializers serializers)
{
    public const string Item = "refused records";

    /// <summary>What earlier versions wrote, without the schema: by the form that follows from the type alone, or by that of the job.</summary>
    private const string FormerItem = "refused";

    public ReadOnlyMemory<byte> Write(IReadOnlyList<FailedRecord<T>> refused)
    {
        var writer = new SnapshotWriter();
        writer.WriteCount(refused.Count);
        if (refused.Count == 0)
        {
            return writer.Written;
        }

        var records = serializers.Of<T>();
        writer.WriteString(records.Schema);
        foreach (var record in refused)
        {
            writer.WriteString(record.Operator);
            writer.WriteString(record.Text);
            writer.WriteString(record.ErrorType);
            writer.WriteString(record.Error);
            writer.WriteInt64(record.Timestamp);
            writer.WriteInt64(record.FailedAt.ToUnixTimeMilliseconds());
            writer.WriteBytes(record.Encoded);
            writer.WriteByte(record.Record is null ? (byte)0 : (byte)1);
            if (record.Record is { } value)
            {
                records.Write(writer, value);
            }
        }

        return writer.Written;
    }

    /// <summary>The refused records of the subtasks that this one follows.</summary>
    /// <exception cref="SnapshotException">They were written as a type that cannot be read as that of the job.</exception>
    public IEnumerable<FailedRecord<T>> Read(OperatorRestore restore) =>
    [
        .. restore.Inherited(Item).SelectMany(bytes => Read(restore, bytes, hasSchema: true)),
        .. restore.Inherited(FormerItem).SelectMany(bytes => Read(restore, bytes, hasSchema: false)),
    ];

    private IEnumerable<FailedRecord<T>> Read(OperatorRestore restore, ReadOnlyMemory<byte> bytes, bool hasSchema)
    {
        var reader = new SnapshotReader(bytes);
        var left = reader.ReadCount();
        if (left == 0)
        {
            yield break;
        }

        var records = hasSchema
            ? serializers.Restoring(serializers.Of<T>(), reader.ReadString(), $"What the system of '{restore.OperatorName}' refused does not fit checkpoint {restore.CheckpointId}: its record")
            : StateGraph.Reachable(serializers.Of<T>()).Any(part => serializers.Custom(part.ValueType) is not null)
                ? throw new SnapshotException(
                    $"What the system of '{restore.OperatorName}' refused does not fit checkpoint {restore.CheckpointId}: an earlier build wrote it and did not say whether in the form that the job gives {typeof(T)}. "
                    + "Restore it with that build, let it complete a checkpoint without refused records, and go on from there.")
                : serializers.Of<T>();
        for (; left > 0; left--)
        {
            yield return new FailedRecord<T>
            {
                Operator = reader.ReadString(),
                Text = reader.ReadString(),
                ErrorType = reader.ReadString(),
                Error = reader.ReadString(),
                Timestamp = reader.ReadInt64(),
                FailedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
                Encoded = reader.ReadBytes().ToArray(),
                Record = reader.ReadByte() == 0 ? default : records.Read(reader),
            };
        }
    }
}
