using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Async;

/// <summary>Names what asynchronous operators keep.</summary>
internal static class HeldRecords
{
    public const string Item = "in-flight";
}

/// <summary>The records without an answer in a snapshot, and how they come back from it.</summary>
/// <remarks>
/// <para>
/// Format version (1 byte), the schema of the records (string), how many subtasks there were (count), how far event time was
/// behind the last record (8), the number of records (count), and for each its timestamp (8), how far event time was before it
/// (8), and the record. Numbers as <see cref="SnapshotWriter"/> writes them.
/// </para>
/// <para>
/// With another parallelism the new subtasks take turns: every one reads all that the old ones wrote, in the order of the
/// event time before each record, and takes its share. Where event time was further in one old subtask than in another it is
/// as far as in the one that had least of it, because the records that come may be of any of them.
/// </para>
/// </remarks>
internal sealed class HeldRecords<T>(OperatorContext context)
{
    private const byte Version = 1;

    private readonly StateSerializer<T> _records = context.Serializers.Of<T>();

    /// <summary>Refuses a record that could not be written.</summary>
    /// <exception cref="StreamProcessingException">It cannot be kept; names operator, record, the place in it and the reason.</exception>
    public void Check(T record)
    {
        if (!_records.NeedsCheck)
        {
            return;
        }

        try
        {
            _records.Check(record);
        }
        catch (StateValueException refusal)
        {
            throw Refused(record, refusal);
        }
    }

    /// <param name="records">In their order.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="watermark">How far event time is behind the last.</param>
    /// <inheritdoc cref="Check" path="/exception"/>
    public ReadOnlyMemory<byte> Write(IEnumerable<HeldRecord<T>> records, int count, long watermark)
    {
        var writer = new SnapshotWriter();
        writer.WriteByte(Version);
        writer.WriteString(_records.Schema);
        writer.WriteCount(context.Parallelism);
        writer.WriteInt64(watermark);
        writer.WriteCount(count);
        foreach (var held in records)
        {
            writer.WriteInt64(held.Timestamp);
            writer.WriteInt64(held.Watermark);
            try
            {
                _records.Write(writer, held.Record);
            }
            catch (StateValueException refusal)
            {
                throw Refused(held.Record, refusal);
            }
        }

        return writer.Written;
    }

    /// <summary>The records of this subtask, in their order, each with about how many bytes it takes.</summary>
    /// <exception cref="SnapshotException">They were written with another type, or in another format.</exception>
    public IReadOnlyList<(HeldRecord<T> Held, int Bytes)> Read(OperatorRestore restore)
    {
        List<(HeldRecord<T> Held, int Bytes)> all = [];
        var common = Watermarks.Max;
        var isSpread = false;
        foreach (var item in restore.All(HeldRecords.Item))
        {
            var (parallelism, watermark) = Read(new SnapshotReader(item), all);
            common = Math.Min(common, watermark);
            isSpread |= parallelism != context.Parallelism;
        }

        return isSpread
            ?
            [
                .. all.Select(entry => (Held: entry.Held with { Watermark = Math.Min(entry.Held.Watermark, common) }, entry.Bytes))
                    .OrderBy(entry => entry.Held.Watermark)
                    .Where((_, number) => number % context.Parallelism == context.SubtaskIndex),
            ]
            : all;
    }

    private (int Parallelism, long Watermark) Read(SnapshotReader reader, List<(HeldRecord<T>, int)> records)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new SnapshotException(
                $"The checkpoint holds what was in flight in the operator '{context.OperatorName}' in format {version}, this release understands format {Version}. Restore it with the release that wrote it.");
        }

        var written = context.Serializers.Restoring(
            _records, reader.ReadString(), $"The state '{HeldRecords.Item}' of operator '{context.OperatorName}' does not fit the checkpoint: its record");
        var head = (reader.ReadCount(), reader.ReadInt64());
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var start = reader.Position;
            var (timestamp, watermark) = (reader.ReadInt64(), reader.ReadInt64());
            records.Add((new HeldRecord<T>(written.Read(reader), timestamp, watermark), reader.Position - start));
        }

        return head;
    }

    private StreamProcessingException Refused(T record, StateValueException refusal) => new(
        $"The operator '{context.OperatorName}' cannot keep the record «{RecordText.Short(record)}» in a checkpoint while it is in flight: {refusal.Message}.", refusal);
}
