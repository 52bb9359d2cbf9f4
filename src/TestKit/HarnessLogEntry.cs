using Microsoft.Extensions.Logging;

namespace AkkaStreamProc.TestKit;

/// <summary>What a function has logged in a harness.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Id">The number and the name, if it has any.</param>
/// <param name="Text">What it says.</param>
/// <param name="Exception">The error, if there is one.</param>
public sealed record HarnessLogEntry(LogLevel Level, EventId Id, string Text, Exception? Exception);
