using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc;

/// <summary>What an answer about state is of.</summary>
/// <param name="Reading">How it was read.</param>
/// <param name="Attempt">Of a live answer: the attempt of the job that gave it, from 1 on. A later attempt may know less, and counts up to it again. 0 of a checkpoint.</param>
/// <param name="Checkpoint">
/// The checkpoint that was read; of a live answer the last one whose barrier had passed the subtask, so that everything in it
/// is in the answer. 0 where there was none.
/// </param>
/// <param name="Watermark">
/// How far event time had come: in the subtask that answered, or at the barriers of the checkpoint. <see langword="null"/>
/// before the first watermark; <see cref="DateTimeOffset.MaxValue"/> behind the end of the input.
/// </param>
public sealed record StateMoment(StateReading Reading, int Attempt, long Checkpoint, DateTimeOffset? Watermark)
{
    /// <summary>A watermark in milliseconds as it is told.</summary>
    internal static DateTimeOffset? EventTime(long watermark) => watermark == Watermarks.Min
        ? null
        : watermark >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(watermark, DateTimeOffset.MinValue.ToUnixTimeMilliseconds()));
}
