using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>The records refused between the barrier of an epoch and its preparation, in a snapshot.</summary>
internal static class RefusedRecords<T>
{
    public const string Item = "refused";

    /// <param name="refused">In the order in which the system refused them.</param>
    /// <param name="serializers">Those of the job.</param>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<FailedRecord<T>> refused, StateSerializers serializers)
    {
        var writer = new SnapshotWriter();
        writer.WriteCount(refused.Count);
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
                serializers.Of<T>().Write(writer, value);
            }
        }

        return writer.Written;
    }

    /// <param name="bytes">What was written.</param>
    /// <param name="serializers">Those of the job.</param>
    public static IEnumerable<FailedRecord<T>> Read(ReadOnlyMemory<byte> bytes, StateSerializers serializers)
    {
        var reader = new SnapshotReader(bytes);
        for (var left = reader.ReadCount(); left > 0; left--)
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
                Record = reader.ReadByte() == 0 ? default : serializers.Of<T>().Read(reader),
            };
        }
    }
}
