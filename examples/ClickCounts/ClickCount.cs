namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>How often a user clicked in a window.</summary>
/// <param name="UserId">Who.</param>
/// <param name="WindowStart">The first millisecond of the window, since the Unix epoch.</param>
/// <param name="WindowEnd">The millisecond behind the last one.</param>
/// <param name="Count">How many clicks.</param>
public sealed record ClickCount(string UserId, long WindowStart, long WindowEnd, long Count);
