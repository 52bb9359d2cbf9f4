namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>A user opened a page.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Url">What.</param>
/// <param name="EventTime">When, in milliseconds since the Unix epoch.</param>
/// <remarks>A class: a click crosses the shuffle as one reference, where a struct would be copied field by field.</remarks>
public sealed record Click(string UserId, string Url, long EventTime);
