using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Connectors.Kafka.Internal;

/// <summary>What sources and sinks of Kafka say. <c>docs/telemetry.md</c> lists it.</summary>
internal static class KafkaNotices
{
    public static readonly NoticeKind BrokersAway = new(3000, nameof(BrokersAway), NoticeLevel.Warning);
    public static readonly NoticeKind BrokersBack = new(3001, nameof(BrokersBack));
    public static readonly NoticeKind OffsetsNotCommitted = new(3002, nameof(OffsetsNotCommitted), NoticeLevel.Warning);
    public static readonly NoticeKind NoTopicYet = new(3003, nameof(NoTopicYet));
    public static readonly NoticeKind TopicDeleted = new(3004, nameof(TopicDeleted), NoticeLevel.Warning);
    public static readonly NoticeKind TopicBack = new(3005, nameof(TopicBack));
    public static readonly NoticeKind PartitionFound = new(3006, nameof(PartitionFound));
    public static readonly NoticeKind PositionMoved = new(3007, nameof(PositionMoved), NoticeLevel.Warning);
    public static readonly NoticeKind TopicReplaced = new(3008, nameof(TopicReplaced), NoticeLevel.Warning);
    public static readonly NoticeKind TopicUnsuited = new(3009, nameof(TopicUnsuited), NoticeLevel.Warning);
    public static readonly NoticeKind RecordsRefused = new(3010, nameof(RecordsRefused), NoticeLevel.Warning);
    public static readonly NoticeKind TransactionLost = new(3011, nameof(TransactionLost), NoticeLevel.Warning);
    public static readonly NoticeKind TransactionWaits = new(3012, nameof(TransactionWaits));
    public static readonly NoticeKind MarkerLost = new(3013, nameof(MarkerLost), NoticeLevel.Warning);
}
