using Confluent.Kafka;

namespace AkkaStreamProc.Connectors.Kafka.Internal.Client;

/// <summary>What the error codes of Kafka and librdkafka mean for a job.</summary>
internal static class ErrorCodes
{
    extension(ErrorCode code)
    {
        /// <summary>Whether it passes by itself: brokers that are away or about to elect, a request that timed out.</summary>
        public bool IsTransient => code is ErrorCode.Local_Transport
            or ErrorCode.Local_AllBrokersDown
            or ErrorCode.Local_Resolve
            or ErrorCode.Local_TimedOut
            or ErrorCode.Local_TimedOutQueue
            or ErrorCode.Local_MsgTimedOut
            or ErrorCode.Local_WaitCoord
            or ErrorCode.Local_WaitCache
            or ErrorCode.Local_InProgress
            or ErrorCode.Local_Retry
            or ErrorCode.Local_NodeUpdate
            or ErrorCode.Local_Outdated
            or ErrorCode.Local_UnknownBroker
            or ErrorCode.Local_DestroyBroker
            or ErrorCode.LeaderNotAvailable
            or ErrorCode.NotLeaderForPartition
            or ErrorCode.BrokerNotAvailable
            or ErrorCode.ReplicaNotAvailable
            or ErrorCode.RequestTimedOut
            or ErrorCode.NetworkException
            or ErrorCode.GroupLoadInProgress
            or ErrorCode.GroupCoordinatorNotAvailable
            or ErrorCode.NotCoordinatorForGroup
            or ErrorCode.NotEnoughReplicas
            or ErrorCode.NotEnoughReplicasAfterAppend
            or ErrorCode.KafkaStorageError
            or ErrorCode.FencedLeaderEpoch
            or ErrorCode.UnknownLeaderEpoch
            or ErrorCode.OffsetNotAvailable
            or ErrorCode.PreferredLeaderNotAvailable
            or ErrorCode.EligibleLeadersNotAvailable
            or ErrorCode.UnstableOffsetCommit
            or ErrorCode.ThrottlingQuotaExceeded;

        /// <summary>Whether the topic, or the partition of it, does not exist.</summary>
        public bool IsUnknownTopic => code is ErrorCode.UnknownTopicOrPart
            or ErrorCode.Local_UnknownTopic
            or ErrorCode.Local_UnknownPartition
            or ErrorCode.UnknownTopicId;

        /// <summary>Whether the brokers refuse this client, which no further attempt of its own will change.</summary>
        public bool IsRefusal => code is ErrorCode.Local_Authentication
            or ErrorCode.Local_Ssl
            or ErrorCode.SaslAuthenticationFailed
            or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.IllegalSaslState
            || code.IsMissingRight;

        /// <summary>Whether the client lacks a right.</summary>
        public bool IsMissingRight => code is ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.TopicAuthorizationFailed
            or ErrorCode.GroupAuthorizationFailed
            or ErrorCode.TransactionalIdAuthorizationFailed;

        /// <summary>
        /// Whether the brokers refuse a record, or another one of its batch, for what it is, so that writing it again
        /// changes nothing.
        /// </summary>
        public bool IsRefusalOfRecord => code is ErrorCode.MsgSizeTooLarge
            or ErrorCode.RecordListTooLarge
            or ErrorCode.InvalidMsgSize
            or ErrorCode.InvalidRecord
            or ErrorCode.InvalidTimestamp
            or ErrorCode.PolicyViolation
            or ErrorCode.Local_BadMsg
            or ErrorCode.Local_InvalidArg;
    }
}
