using AkkaStreamProc.Operators.Sinks;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Sink.Transactions;

/// <summary>What stands at the brokers about the output of a subtask: the last committed checkpoint, and of which life.</summary>
/// <remarks>
/// The offset of partition 0 of the output topic in the group of the subtask, with the identity as its metadata;
/// committed by the very transaction that holds the records.
/// </remarks>
internal readonly record struct Marker(SinkLife Life, long CheckpointId)
{
    public string Metadata => MetadataOf(Life);

    public static string MetadataOf(SinkLife life) => life.Identity.ToString("N");
}
