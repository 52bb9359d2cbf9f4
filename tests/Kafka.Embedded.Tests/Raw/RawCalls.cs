using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>The requests that several specs send by hand.</summary>
internal static class RawCalls
{
    public static async Task<(ErrorCode Error, long Offset)> ProduceAsync(this RawClient client, string topic, int partition, byte[] records, short acks = -1, short version = 9, string? transactionalId = null)
    {
        WireReader answer = await client.CallAsync(ApiKey.Produce, version, 9, body => WriteProduce(body, topic, partition, records, acks, version, transactionalId));
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe(topic);
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadInt32().ShouldBe(partition);
        return ((ErrorCode)answer.ReadInt16(), answer.ReadInt64());
    }

    public static Task<int> SendProduceAsync(this RawClient client, string topic, byte[] records, short acks) =>
        client.SendAsync(ApiKey.Produce, 9, 9, body => WriteProduce(body, topic, 0, records, acks, 9, null));

    public static async Task<RawFetch> FetchAsync(this RawClient client, string topic, long offset, int minBytes = 1, int maxWaitMs = 0, int maxBytes = 1 << 20, int partition = 0, IsolationLevel isolation = IsolationLevel.ReadUncommitted) =>
        RawFetch.Read(await client.ReceiveAsync(await client.SendFetchAsync(topic, offset, minBytes, maxWaitMs, maxBytes, partition, isolation: isolation), flexible: true));

    /// <summary>Sends a fetch of version 12 for one partition.</summary>
    public static Task<int> SendFetchAsync(this RawClient client, string topic, long offset, int minBytes = 1, int maxWaitMs = 0, int maxBytes = 1 << 20, int partition = 0, int sessionId = 0, int leaderEpoch = -1, IsolationLevel isolation = IsolationLevel.ReadUncommitted) =>
        client.SendAsync(ApiKey.Fetch, 12, 12, body =>
        {
            body.WriteInt32(-1);
            body.WriteInt32(maxWaitMs);
            body.WriteInt32(minBytes);
            body.WriteInt32(maxBytes);
            body.WriteInt8((sbyte)isolation);
            body.WriteInt32(sessionId);
            body.WriteInt32(-1);
            body.WriteArrayLength(1);
            body.WriteString(topic);
            body.WriteArrayLength(1);
            body.WriteInt32(partition);
            body.WriteInt32(leaderEpoch);
            body.WriteInt64(offset);
            body.WriteInt32(-1);
            body.WriteInt64(-1);
            body.WriteInt32(maxBytes);
            body.WriteTags();
            body.WriteTags();
            body.WriteArrayLength(0);
            body.WriteString("");
            body.WriteTags();
        });

    public static async Task<(ErrorCode Error, long Timestamp, long Offset)> ListOffsetsAsync(this RawClient client, string topic, long timestamp, int partition = 0, int leaderEpoch = -1, IsolationLevel isolation = IsolationLevel.ReadUncommitted)
    {
        WireReader answer = await client.CallAsync(ApiKey.ListOffsets, 7, 6, body =>
        {
            body.WriteInt32(-1);
            body.WriteInt8((sbyte)isolation);
            body.WriteArrayLength(1);
            body.WriteString(topic);
            body.WriteArrayLength(1);
            body.WriteInt32(partition);
            body.WriteInt32(leaderEpoch);
            body.WriteInt64(timestamp);
            body.WriteTags();
            body.WriteTags();
            body.WriteTags();
        });
        answer.ReadInt32();
        answer.ReadArrayLength();
        answer.ReadString();
        answer.ReadArrayLength();
        answer.ReadInt32().ShouldBe(partition);
        return ((ErrorCode)answer.ReadInt16(), answer.ReadInt64(), answer.ReadInt64());
    }

    /// <summary>The requests the broker knows, with their versions.</summary>
    public static async Task<List<(ApiKey Key, short Min, short Max)>> ApiVersionsAsync(this RawClient client)
    {
        WireReader answer = await client.CallAsync(ApiKey.ApiVersions, 0, 3, _ => { });
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        var apis = new List<(ApiKey, short, short)>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            apis.Add(((ApiKey)answer.ReadInt16(), answer.ReadInt16(), answer.ReadInt16()));
        }

        return apis;
    }

    /// <summary>Asks for a producer id.</summary>
    public static async Task<(ErrorCode Error, long ProducerId)> InitProducerIdAsync(this RawClient client, string? transactionalId = null)
    {
        WireReader answer = await client.CallAsync(ApiKey.InitProducerId, 4, 2, body =>
        {
            body.WriteString(transactionalId);
            body.WriteInt32(60_000);
            body.WriteInt64(-1);
            body.WriteInt16(-1);
            body.WriteTags();
        });
        answer.ReadInt32();
        return ((ErrorCode)answer.ReadInt16(), answer.ReadInt64());
    }

    private static void WriteProduce(WireWriter body, string topic, int partition, byte[] records, short acks, short version, string? transactionalId)
    {
        if (version >= 3)
        {
            body.WriteString(transactionalId);
        }

        body.WriteInt16(acks);
        body.WriteInt32(1000);
        body.WriteArrayLength(1);
        body.WriteString(topic);
        body.WriteArrayLength(1);
        body.WriteInt32(partition);
        records.CopyTo(body.WriteRecords(records.Length));
        body.WriteTags();
        body.WriteTags();
        body.WriteTags();
    }
}
