using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows what is known of transactional ids.</summary>
internal sealed class DescribeTransactionsApi(TransactionCoordinator transactions) : ImmediateApi(ApiKey.DescribeTransactions, 0, 0, flexibleFrom: 0)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        response.WriteInt32(0);
        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            Write(request.ReadString(), response);
        }

        response.WriteTags();
    }

    private void Write(string transactionalId, WireWriter response)
    {
        TransactionMetadata? state = transactions.Find(transactionalId);
        response.WriteError((transactionalId, state) switch
        {
            ("", _) => ErrorCode.InvalidRequest,
            (_, null) => ErrorCode.TransactionalIdNotFound,
            _ => ErrorCode.None,
        });
        response.WriteString(transactionalId);
        response.WriteString(state?.State.ToString() ?? "");
        response.WriteInt32(state?.TimeoutMs ?? 0);
        response.WriteInt64(state?.StartedMs ?? 0);
        response.WriteInt64(state?.ProducerId ?? 0);
        response.WriteInt16(state?.Epoch ?? 0);
        var topics = (state?.Partitions ?? []).GroupBy(partition => partition.Topic, StringComparer.Ordinal).OrderBy(topic => topic.Key, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(topics.Count);
        foreach (IGrouping<string, TopicPartition> topic in topics)
        {
            response.WriteString(topic.Key);
            response.WriteInt32Array([.. topic.Select(partition => partition.Partition).Order()]);
            response.WriteTags();
        }

        response.WriteTags();
    }
}
