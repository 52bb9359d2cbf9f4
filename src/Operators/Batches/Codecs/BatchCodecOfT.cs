using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>The binary form of the batches of one record type.</summary>
internal sealed class BatchCodec<T>(StateSerializer<T> serializer) : BatchCodec
{
    private readonly ulong _schemaHash = HashOf(StateSchema.WithoutKinds(serializer.Schema));
    private readonly Lazy<ColumnCodec<T>> _values = new(() => ColumnCodec.OfRecords(serializer));

    public override string Schema => serializer.Schema;

    public override void Encode(SnapshotWriter writer, RecordBatch batch)
    {
        var records = (RecordBatch<T>)batch;
        var start = writer.Length;
        writer.WriteByte(Version);
        writer.WriteUInt64(_schemaHash);
        writer.WriteCount(records.Count);
        writer.WriteByte((byte)records.Columns);
        Blocks.Write(writer, records.Timestamps);
        if (records.HasWatermarks)
        {
            WriteRuns(writer, records.Watermarks.AsSpan(0, records.Count));
        }

        if (records.HasKinds)
        {
            Blocks.Write(writer, records.Kinds);
        }

        _values.Value.Write(writer, records.Values);
        writer.WriteUInt64(XxHash3.HashToUInt64(writer.Written.Span[start..]));
    }

    public override RecordBatch Decode(ReadOnlyMemory<byte> bytes)
    {
        Verify(bytes.Span);
        try
        {
            return Read(new SnapshotReader(bytes[..^ChecksumLength]));
        }
        catch (SnapshotException damage)
        {
            throw Unreadable("what it says of itself does not fit its length", isTransient: false, damage);
        }
    }

    private RecordBatch<T> Read(SnapshotReader reader)
    {
        reader.Take(sizeof(byte) + sizeof(ulong));
        var count = reader.ReadCount();
        var columns = (BatchColumns)reader.ReadByte();

        // Before anything of that size is allocated.
        var timestamps = reader.Take((int)Math.Min(count * (long)sizeof(long), int.MaxValue));
        var batch = RecordBatch<T>.Rent(count);
        try
        {
            batch.Count = count;
            timestamps.CopyTo(MemoryMarshal.AsBytes(batch.TimestampArray.AsSpan(0, count)));
            if ((columns & BatchColumns.Watermarks) != 0)
            {
                batch.AddWatermarks();
                ReadRuns(reader, batch.Watermarks.AsSpan(0, count));
            }

            if ((columns & BatchColumns.Kinds) != 0)
            {
                batch.AddKinds();
                Blocks.Read(reader, batch.KindArray.AsSpan(0, count));
            }

            _values.Value.Read(reader, batch.ValueArray.AsSpan(0, count));
            return reader.IsAtEnd ? batch : throw reader.Damaged();
        }
        catch
        {
            batch.Return();
            throw;
        }
    }

    private static void WriteRuns(SnapshotWriter writer, ReadOnlySpan<long> watermarks)
    {
        for (var start = 0; start < watermarks.Length;)
        {
            var length = watermarks[start..].IndexOfAnyExcept(watermarks[start]);
            length = length < 0 ? watermarks.Length - start : length;
            writer.WriteCount(length);
            writer.WriteInt64(watermarks[start]);
            start += length;
        }
    }

    private static void ReadRuns(SnapshotReader reader, Span<long> watermarks)
    {
        while (watermarks.Length > 0)
        {
            var length = reader.ReadCount();
            if (length == 0 || length > watermarks.Length)
            {
                throw reader.Damaged();
            }

            watermarks[..length].Fill(reader.ReadInt64());
            watermarks = watermarks[length..];
        }
    }

    private void Verify(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < sizeof(byte) + sizeof(ulong) + ChecksumLength)
        {
            throw Unreadable($"it has {bytes.Length} bytes, less than its header", isTransient: true);
        }

        if (bytes[0] != Version)
        {
            throw Unreadable($"it has the version {bytes[0]}, this process reads {Version}", isTransient: false);
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]) != _schemaHash)
        {
            throw Unreadable("its records consist of something else. Run the same version of the job everywhere", isTransient: false);
        }

        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[^ChecksumLength..]) != XxHash3.HashToUInt64(bytes[..^ChecksumLength]))
        {
            throw Unreadable("it was changed or cut on its way, its checksum does not fit", isTransient: true);
        }
    }

    private BatchFormatException Unreadable(string reason, bool isTransient, Exception? cause = null) =>
        new($"A batch of {serializer.TypeName} cannot be read: {reason}.", isTransient, cause);
}
