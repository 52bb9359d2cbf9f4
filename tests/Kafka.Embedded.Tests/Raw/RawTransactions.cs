using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Raw;

/// <summary>The requests of a transactional producer, sent by hand.</summary>
internal static class RawTransactions
{
    private const short Transactional = 0x10;

    public static async Task<(ErrorCode Error, ProducerIdentity Producer)> InitTransactionsAsync(
        this RawClient client, string transactionalId = "tx", int timeoutMs = 60_000, ProducerIdentity? expected = null, short version = 4)
    {
        WireReader answer = await client.CallAsync(ApiKey.InitProducerId, version, 2, body =>
        {
            body.WriteString(transactionalId);
            body.WriteInt32(timeoutMs);
            if (version >= 3)
            {
                body.WriteInt64(expected?.Id ?? -1);
                body.WriteInt16(expected?.Epoch ?? -1);
            }

            body.WriteTags();
        });
        answer.ReadInt32();
        return ((ErrorCode)answer.ReadInt16(), new ProducerIdentity(answer.ReadInt64(), answer.ReadInt16()));
    }

    public static async Task<ErrorCode[]> AddPartitionsAsync(
        this RawClient client, ProducerIdentity producer, string topic, int[] partitions, string transactionalId = "tx", short version = 3)
    {
        WireReader answer = await client.CallAsync(ApiKey.AddPartitionsToTxn, version, 3, body =>
        {
            WriteProducer(body, transactionalId, producer);
            body.WriteArrayLength(1);
            body.WriteString(topic);
            body.WriteInt32Array(partitions);
            body.WriteTags();
            body.WriteTags();
        });
        return ReadPartitions(answer);
    }

    public static async Task<ErrorCode> AddOffsetsAsync(this RawClient client, ProducerIdentity producer, string group, string transactionalId = "tx", short version = 3)
    {
        WireReader answer = await client.CallAsync(ApiKey.AddOffsetsToTxn, version, 3, body =>
        {
            WriteProducer(body, transactionalId, producer);
            body.WriteString(group);
            body.WriteTags();
        });
        answer.ReadInt32();
        return (ErrorCode)answer.ReadInt16();
    }

    public static async Task<ErrorCode> CommitOffsetAsync(
        this RawClient client,
        ProducerIdentity producer,
        string group,
        string topic,
        int partition,
        long offset,
        string transactionalId = "tx",
        int generation = -1,
        string member = "",
        string metadata = "",
        short version = 3)
    {
        WireReader answer = await client.CallAsync(ApiKey.TxnOffsetCommit, version, 3, body =>
        {
            body.WriteString(transactionalId);
            body.WriteString(group);
            body.WriteInt64(producer.Id);
            body.WriteInt16(producer.Epoch);
            if (version >= 3)
            {
                body.WriteInt32(generation);
                body.WriteString(member);
                body.WriteString(null);
            }

            body.WriteArrayLength(1);
            body.WriteString(topic);
            body.WriteArrayLength(1);
            body.WriteInt32(partition);
            body.WriteInt64(offset);
            if (version >= 2)
            {
                body.WriteInt32(-1);
            }

            body.WriteString(metadata);
            body.WriteTags();
            body.WriteTags();
            body.WriteTags();
        });
        return ReadPartitions(answer).Single();
    }

    public static async Task<ErrorCode> EndTransactionAsync(this RawClient client, ProducerIdentity producer, bool commit, string transactionalId = "tx", short version = 3)
    {
        WireReader answer = await client.CallAsync(ApiKey.EndTxn, version, 3, body =>
        {
            WriteProducer(body, transactionalId, producer);
            body.WriteBoolean(commit);
            body.WriteTags();
        });
        answer.ReadInt32();
        return (ErrorCode)answer.ReadInt16();
    }

    /// <summary>Sends transactional records, whose sequence begins at <paramref name="sequence"/>.</summary>
    public static Task<(ErrorCode Error, long Offset)> WriteAsync(
        this RawClient client, ProducerIdentity producer, string topic, int partition, int sequence, int count = 1, string? transactionalId = "tx") =>
        client.ProduceAsync(topic, partition, Batches.Of(new long[count], producer.Id, producer.Epoch, sequence, Transactional), transactionalId: transactionalId);

    /// <summary>What a group has committed for a partition, by a reader that wants stable offsets or takes what there is.</summary>
    public static async Task<(ErrorCode Error, long Offset)> OffsetAsync(this RawClient client, string group, string topic, int partition, bool requireStable)
    {
        WireReader answer = await client.CallAsync(ApiKey.OffsetFetch, 7, 6, body =>
        {
            body.WriteString(group);
            body.WriteArrayLength(1);
            body.WriteString(topic);
            body.WriteInt32Array(partition);
            body.WriteTags();
            body.WriteBoolean(requireStable);
            body.WriteTags();
        });
        answer.ReadInt32();
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadString().ShouldBe(topic);
        answer.ReadArrayLength().ShouldBe(1);
        answer.ReadInt32().ShouldBe(partition);
        long offset = answer.ReadInt64();
        answer.ReadInt32();
        answer.ReadNullableString();
        return ((ErrorCode)answer.ReadInt16(), offset);
    }

    /// <summary>The transactional ids in the given states, all where none is given.</summary>
    public static async Task<IReadOnlyList<(string TransactionalId, long ProducerId, string State)>> ListTransactionsAsync(this RawClient client, params string[] states)
    {
        WireReader answer = await client.CallAsync(ApiKey.ListTransactions, 1, 0, body =>
        {
            body.WriteArrayLength(states.Length);
            Array.ForEach(states, body.WriteString);
            body.WriteArrayLength(0);
            body.WriteInt64(-1);
            body.WriteTags();
        });
        answer.ReadInt32();
        ((ErrorCode)answer.ReadInt16()).ShouldBe(ErrorCode.None);
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            answer.ReadString();
        }

        var found = new List<(string, long, string)>();
        for (int left = answer.ReadArrayLength(); left > 0; left--)
        {
            found.Add((answer.ReadString(), answer.ReadInt64(), answer.ReadString()));
            answer.SkipTags();
        }

        return found;
    }

    private static void WriteProducer(WireWriter body, string transactionalId, ProducerIdentity producer)
    {
        body.WriteString(transactionalId);
        body.WriteInt64(producer.Id);
        body.WriteInt16(producer.Epoch);
    }

    private static ErrorCode[] ReadPartitions(WireReader answer)
    {
        answer.ReadInt32();
        var errors = new List<ErrorCode>();
        for (int topics = answer.ReadArrayLength(); topics > 0; topics--)
        {
            answer.ReadString();
            for (int partitions = answer.ReadArrayLength(); partitions > 0; partitions--)
            {
                answer.ReadInt32();
                errors.Add((ErrorCode)answer.ReadInt16());
                answer.SkipTags();
            }

            answer.SkipTags();
        }

        answer.SkipTags();
        answer.Remaining.ShouldBe(0);
        return [.. errors];
    }
}
