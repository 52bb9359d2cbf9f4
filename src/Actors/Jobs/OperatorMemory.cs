namespace AkkaStreamProc;

/// <summary>What one operator holds in memory over all its subtasks, in bytes, about.</summary>
/// <remarks>
/// Measured twice a second. Tables are counted as they are; what their entries refer to is estimated from a sample. State that
/// a snapshot still shares counts once.
/// </remarks>
/// <param name="Name">The name of the operator.</param>
/// <param name="StateBytes">What it keeps between records: keys, values, accumulators, timers.</param>
/// <param name="BufferedBytes">Records on their way: fetched ahead, waiting to be processed, or written and not confirmed.</param>
public sealed record OperatorMemory(string Name, long StateBytes, long BufferedBytes);
