using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.Batches.Codecs;

/// <summary>The binary form of what one edge of a job carries: batches of the type of its records, and of what they are combined to.</summary>
/// <param name="from">The operator that sends.</param>
/// <param name="to">The operator that receives.</param>
/// <param name="types">The record types, in an order that both ends know.</param>
/// <param name="codecs">The codec of each.</param>
internal sealed class EdgeCodec(string from, string to, IReadOnlyList<Type> types, IReadOnlyList<BatchCodec> codecs)
{
    /// <summary>Writes a batch, which stays the caller's: which of the types it is of, and the batch.</summary>
    /// <exception cref="StreamProcessingException">A record cannot be sent; names the operators, the place in the record and the reason.</exception>
    public void Encode(SnapshotWriter writer, RecordBatch batch)
    {
        var type = 0;
        while (batch.RecordType != types[type])
        {
            type++;
        }

        writer.WriteByte((byte)type);
        try
        {
            codecs[type].Encode(writer, batch);
        }
        catch (StateValueException refusal)
        {
            throw new StreamProcessingException($"The operator '{from}' cannot send a record of the type {types[type]} to '{to}': {refusal.Message}.", refusal);
        }
    }

    /// <summary>Reads a batch, which the caller owns.</summary>
    /// <exception cref="BatchFormatException">The bytes are not such a batch.</exception>
    public RecordBatch Decode(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Span[0] >= codecs.Count)
        {
            throw new BatchFormatException($"What '{to}' got from '{from}' is no batch of a type that the edge carries.", isTransient: true);
        }

        return codecs[bytes.Span[0]].Decode(bytes[1..]);
    }
}
