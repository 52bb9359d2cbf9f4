using AkkaStreamProc.Actors;
using AkkaStreamProc.Actors.Explanations;

namespace AkkaStreamProc;

/// <summary>What an operator waits for.</summary>
/// <param name="What">A window, a session or a timer.</param>
/// <param name="EventTime">The watermark at which it is due, in milliseconds; <see langword="null"/> where the clock decides.</param>
/// <param name="Clock">The moment at which it is due; <see langword="null"/> where event time decides.</param>
/// <param name="Remaining">How far that is; <see langword="null"/> where there is no watermark yet.</param>
public sealed record AwaitedMoment(AwaitedKind What, long? EventTime, DateTimeOffset? Clock, TimeSpan? Remaining);
