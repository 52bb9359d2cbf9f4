namespace AkkaStreamProc.Operators.Execution;

/// <summary>How far the input of a subtask has come at one place between its records: all channels together.</summary>
/// <param name="Watermark">The event time.</param>
/// <param name="IsIdle">Whether every channel that has not ended is idle.</param>
/// <param name="HasEnded">Whether every channel has ended.</param>
internal readonly record struct InputProgress(long Watermark, bool IsIdle, bool HasEnded);
