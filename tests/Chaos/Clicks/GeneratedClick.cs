namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>A record of a topic or a line of a file.</summary>
/// <param name="Line">Its text.</param>
/// <param name="User">Who clicked, or <see langword="null"/> where the text is no click.</param>
/// <param name="Url">What; differs from record to record.</param>
/// <param name="Time">When, in milliseconds since the Unix epoch.</param>
internal sealed record GeneratedClick(string Line, string? User, string Url, long Time);
