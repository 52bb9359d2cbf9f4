namespace AkkaStreamProc.Operators.Async;

/// <summary>A record without an answer, as a checkpoint keeps it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Timestamp">Its event time in milliseconds.</param>
/// <param name="Watermark">How far event time was before it.</param>
internal readonly record struct HeldRecord<T>(T Record, long Timestamp, long Watermark);
