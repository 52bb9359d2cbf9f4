using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.Sinks;

/// <summary>A record that the system behind a sink refuses for good, as its writer reports it.</summary>
/// <typeparam name="T">The type of the records of the sink.</typeparam>
/// <param name="Record">The record; <see langword="default"/> where only its encoded form is known.</param>
/// <param name="Reason">What the system said, as a sentence.</param>
public sealed record RefusedRecord<T>(T? Record, string Reason)
{
    /// <summary>The event time of the record, or <see cref="RecordBatch.NoTimestamp"/>.</summary>
    public long Timestamp { get; init; } = RecordBatch.NoTimestamp;

    /// <summary>The record as it was encoded for the system; empty unless given.</summary>
    public ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>The exception of the serializer, or of the system; <see langword="null"/> unless there was one.</summary>
    public Exception? Cause { get; init; }
}
