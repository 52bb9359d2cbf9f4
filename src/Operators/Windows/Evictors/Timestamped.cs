using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>A record in a window, with its time.</summary>
/// <typeparam name="T">The type of the record.</typeparam>
/// <param name="Value">The record.</param>
/// <param name="Timestamp">Its event time, in milliseconds; <see cref="RecordBatch.NoTimestamp"/> where it has none.</param>
public readonly record struct Timestamped<T>(T Value, long Timestamp) : ITimedRow
{
    long ITimedRow.Time => Timestamp;
}
