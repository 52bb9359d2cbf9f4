using System.IO.Hashing;
using System.Text;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>The binary form of the batches of one record type, column by column.</summary>
/// <remarks>
/// <para>
/// A byte with the version, the hash of the schema (what the records consist of, as for state), the number of records, which
/// columns there are, the timestamps, the watermarks as runs (how many records, and the watermark they have in common), the
/// kinds, the values, and a checksum of all that. Numbers are little-endian. Both ends of a channel belong to one attempt
/// of a job and have the same schema; the hash finds out where that is not so.
/// </para>
/// <para>Immutable; used by any number of threads.</para>
/// </remarks>
internal abstract class BatchCodec
{
    /// <summary>The version of the layout.</summary>
    public const byte Version = 1;

    private protected const int ChecksumLength = sizeof(ulong);

    /// <summary>What the records consist of.</summary>
    public abstract string Schema { get; }

    /// <summary>The codec of a record type, from its serializer in a job.</summary>
    public static BatchCodec Of(Type record, StateSerializers serializers) =>
        (BatchCodec)Activator.CreateInstance(typeof(BatchCodec<>).MakeGenericType(record), serializers.Of(record))!;

    /// <summary>Writes a batch, which stays the caller's.</summary>
    /// <exception cref="State.Serialization.StateValueException">A record cannot be sent; says where in it and why.</exception>
    public abstract void Encode(SnapshotWriter writer, RecordBatch batch);

    /// <summary>Reads a batch, which the caller owns.</summary>
    /// <exception cref="BatchFormatException">The bytes are not such a batch.</exception>
    public abstract RecordBatch Decode(ReadOnlyMemory<byte> bytes);

    private protected static ulong HashOf(string schema) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(schema));
}
