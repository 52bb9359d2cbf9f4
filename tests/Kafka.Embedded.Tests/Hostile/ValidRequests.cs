using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Hostile;

/// <summary>One sound request of every kind, for topic <see cref="Topic"/>: what is mutated from here gets past the first checks.</summary>
internal static class ValidRequests
{
    public const string Topic = "orders";

    public static IReadOnlyList<byte[]> Frames { get; } =
    [
        Frame(ApiKey.Produce, 9, true, body => Produce(body, null, Batches.Of([1000, 2000]))),
        Frame(ApiKey.Produce, 9, true, body => Produce(body, "tx", Batches.Of([1000], 0, 0, 0, attributes: 0x10))),
        Frame(ApiKey.Fetch, 12, true, Fetch),
        Frame(ApiKey.ListOffsets, 7, true, body =>
        {
            body.WriteInt32(-1);
            body.WriteInt8(1);
            InTopic(body, () =>
            {
                body.WriteInt32(-1);
                body.WriteInt64(1500);
            });
        }),
        Frame(ApiKey.Metadata, 9, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString(Topic);
            body.WriteTags();
            body.WriteBoolean(true);
            body.WriteBoolean(false);
            body.WriteBoolean(false);
        }),
        Frame(ApiKey.OffsetCommit, 8, true, body =>
        {
            Member(body);
            InTopic(body, () => Offset(body));
        }),
        Frame(ApiKey.OffsetFetch, 8, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString("group");
            PartitionsOfTopic(body);
            body.WriteTags();
            body.WriteBoolean(true);
        }),
        Frame(ApiKey.FindCoordinator, 4, true, body =>
        {
            body.WriteInt8(0);
            Strings(body, "group");
        }),
        Frame(ApiKey.JoinGroup, 7, true, body =>
        {
            body.WriteString("group");
            body.WriteInt32(6000);
            body.WriteInt32(6000);
            body.WriteString("");
            body.WriteString("instance");
            body.WriteString("consumer");
            body.WriteArrayLength(1);
            body.WriteString("range");
            body.WriteBytes([0, 1, 0, 0, 0, 1, 0, 6, .. "orders"u8, 0xff, 0xff, 0xff, 0xff]);
            body.WriteTags();
        }),
        Frame(ApiKey.Heartbeat, 4, true, Member),
        Frame(ApiKey.LeaveGroup, 4, true, body =>
        {
            body.WriteString("group");
            body.WriteArrayLength(1);
            body.WriteString("member");
            body.WriteString("instance");
            body.WriteTags();
        }),
        Frame(ApiKey.SyncGroup, 5, true, body =>
        {
            Member(body);
            body.WriteString("consumer");
            body.WriteString("range");
            body.WriteArrayLength(1);
            body.WriteString("member");
            body.WriteBytes([0, 1]);
            body.WriteTags();
        }),
        Frame(ApiKey.DescribeGroups, 5, true, body =>
        {
            Strings(body, "group");
            body.WriteBoolean(false);
        }),
        Frame(ApiKey.ListGroups, 4, true, body => Strings(body, "Stable")),
        Frame(ApiKey.SaslHandshake, 1, false, body => body.WriteString("PLAIN")),
        Frame(ApiKey.ApiVersions, 3, true, body =>
        {
            body.WriteString("client");
            body.WriteString("1.0");
        }),
        Frame(ApiKey.CreateTopics, 7, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString("created");
            body.WriteInt32(1);
            body.WriteInt16(1);
            body.WriteArrayLength(0);
            body.WriteArrayLength(1);
            body.WriteString("max.message.bytes");
            body.WriteString("100000");
            body.WriteTags();
            body.WriteTags();
            body.WriteInt32(1000);
            body.WriteBoolean(false);
        }),
        Frame(ApiKey.DeleteTopics, 5, true, body =>
        {
            Strings(body, "created");
            body.WriteInt32(1000);
        }),
        Frame(ApiKey.DeleteRecords, 2, true, body =>
        {
            InTopic(body, () => body.WriteInt64(0));
            body.WriteInt32(1000);
        }),
        Frame(ApiKey.InitProducerId, 4, true, body =>
        {
            body.WriteString("tx");
            body.WriteInt32(60_000);
            body.WriteInt64(-1);
            body.WriteInt16(-1);
        }),
        Frame(ApiKey.AddPartitionsToTxn, 3, true, body =>
        {
            Transaction(body);
            PartitionsOfTopic(body);
        }),
        Frame(ApiKey.AddOffsetsToTxn, 3, true, body =>
        {
            Transaction(body);
            body.WriteString("group");
        }),
        Frame(ApiKey.EndTxn, 3, true, body =>
        {
            Transaction(body);
            body.WriteBoolean(true);
        }),
        Frame(ApiKey.TxnOffsetCommit, 3, true, body =>
        {
            body.WriteString("tx");
            body.WriteString("group");
            body.WriteInt64(0);
            body.WriteInt16(0);
            body.WriteInt32(-1);
            body.WriteString("");
            body.WriteString(null);
            InTopic(body, () => Offset(body));
        }),
        Frame(ApiKey.DescribeConfigs, 4, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteInt8(2);
            body.WriteString(Topic);
            body.WriteArrayLength(-1);
            body.WriteTags();
            body.WriteBoolean(true);
            body.WriteBoolean(true);
        }),
        Frame(ApiKey.SaslAuthenticate, 2, true, body => body.WriteBytes("\0user\0password"u8)),
        Frame(ApiKey.CreatePartitions, 3, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString(Topic);
            body.WriteInt32(2);
            body.WriteArrayLength(-1);
            body.WriteTags();
            body.WriteInt32(1000);
            body.WriteBoolean(false);
        }),
        Frame(ApiKey.DeleteGroups, 2, true, body => Strings(body, "group")),
        Frame(ApiKey.IncrementalAlterConfigs, 1, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteInt8(2);
            body.WriteString(Topic);
            body.WriteArrayLength(1);
            body.WriteString("segment.bytes");
            body.WriteInt8(0);
            body.WriteString("1048576");
            body.WriteTags();
            body.WriteTags();
            body.WriteBoolean(false);
        }),
        Frame(ApiKey.OffsetDelete, 0, false, body =>
        {
            body.WriteString("group");
            PartitionsOfTopic(body);
        }),
        Frame(ApiKey.DescribeCluster, 1, true, body =>
        {
            body.WriteBoolean(false);
            body.WriteInt8(1);
        }),
        Frame(ApiKey.AlterConfigs, 2, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteInt8(2);
            body.WriteString(Topic);
            body.WriteArrayLength(1);
            body.WriteString("retention.ms");
            body.WriteString("-1");
            body.WriteTags();
            body.WriteTags();
            body.WriteBoolean(false);
        }),
        Frame(ApiKey.DescribeLogDirs, 4, true, PartitionsOfTopic),
        Frame(ApiKey.WriteTxnMarkers, 1, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteInt64(0);
            body.WriteInt16(0);
            body.WriteBoolean(false);
            body.WriteArrayLength(1);
            body.WriteString(Topic);
            body.WriteInt32Array(0);
            body.WriteTags();
            body.WriteInt32(0);
            body.WriteTags();
        }),
        Frame(ApiKey.DescribeTopicPartitions, 0, true, body =>
        {
            body.WriteArrayLength(1);
            body.WriteString(Topic);
            body.WriteTags();
            body.WriteInt32(2000);
            body.WriteInt8(1);
            body.WriteString(Topic);
            body.WriteInt32(0);
            body.WriteTags();
        }),
        Frame(ApiKey.DescribeProducers, 0, true, PartitionsOfTopic),
        Frame(ApiKey.DescribeTransactions, 0, true, body => Strings(body, "tx")),
        Frame(ApiKey.ListTransactions, 1, true, body =>
        {
            Strings(body, "Ongoing");
            body.WriteArrayLength(1);
            body.WriteInt64(0);
            body.WriteInt64(0);
        }),
    ];

    /// <summary>The request without its length.</summary>
    private static byte[] Frame(ApiKey key, short version, bool flexible, Action<WireWriter> body)
    {
        using var writer = new WireWriter();
        writer.Begin();
        writer.WriteInt16((short)key);
        writer.WriteInt16(version);
        writer.WriteInt32(1);
        writer.WriteString("fuzz");
        writer.Flexible = flexible;
        writer.WriteTags();
        body(writer);
        writer.WriteTags();
        return writer.Complete()[4..].ToArray();
    }

    private static void Produce(WireWriter body, string? transactionalId, byte[] records)
    {
        body.WriteString(transactionalId);
        body.WriteInt16(-1);
        body.WriteInt32(1000);
        InTopic(body, () => body.WriteBytes(records));
    }

    private static void Fetch(WireWriter body)
    {
        body.WriteInt32(-1);
        body.WriteInt32(10);
        body.WriteInt32(1);
        body.WriteInt32(1 << 20);
        body.WriteInt8(1);
        body.WriteInt32(0);
        body.WriteInt32(-1);
        InTopic(body, () =>
        {
            body.WriteInt32(-1);
            body.WriteInt64(0);
            body.WriteInt32(-1);
            body.WriteInt64(-1);
            body.WriteInt32(1 << 20);
        });
        body.WriteArrayLength(0);
        body.WriteString("");
    }

    private static void Member(WireWriter body)
    {
        body.WriteString("group");
        body.WriteInt32(-1);
        body.WriteString("member");
        body.WriteString(null);
    }

    private static void Transaction(WireWriter body)
    {
        body.WriteString("tx");
        body.WriteInt64(0);
        body.WriteInt16(0);
    }

    private static void Offset(WireWriter body)
    {
        body.WriteInt64(1);
        body.WriteInt32(-1);
        body.WriteString("metadata");
    }

    private static void InTopic(WireWriter body, Action partition)
    {
        body.WriteArrayLength(1);
        body.WriteString(Topic);
        body.WriteArrayLength(1);
        body.WriteInt32(0);
        partition();
        body.WriteTags();
        body.WriteTags();
    }

    private static void PartitionsOfTopic(WireWriter body)
    {
        body.WriteArrayLength(1);
        body.WriteString(Topic);
        body.WriteInt32Array(0);
        body.WriteTags();
    }

    private static void Strings(WireWriter body, params string[] values)
    {
        body.WriteArrayLength(values.Length);
        foreach (string value in values)
        {
            body.WriteString(value);
        }
    }
}
