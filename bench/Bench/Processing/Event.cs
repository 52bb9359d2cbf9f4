namespace AkkaStreamProc.Bench.Processing;

/// <summary>What happened to a key at a time.</summary>
internal readonly record struct Event(long Key, long Time);
