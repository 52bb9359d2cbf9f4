namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>An aborted transaction in one partition.</summary>
/// <param name="ProducerId">Whose it was.</param>
/// <param name="FirstOffset">The first of its records.</param>
/// <param name="MarkerOffset">The offset of its abort marker, with which it ends.</param>
internal readonly record struct AbortedTransaction(long ProducerId, long FirstOffset, long MarkerOffset);
