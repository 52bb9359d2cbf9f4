namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>The records a partition has: from <paramref name="Low"/> to before <paramref name="High"/>.</summary>
internal readonly record struct Watermarks(long Low, long High);
