namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>A click of a user.</summary>
internal readonly record struct Click(long User, long Time);
