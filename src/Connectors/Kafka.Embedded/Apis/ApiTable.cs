using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>All requests this broker answers; the list clients are shown is this one.</summary>
internal sealed class ApiTable
{
    private readonly Dictionary<short, Api> _apis;

    public ApiTable(Broker broker)
    {
        Api[] apis =
        [
            new ProduceApi(broker),
            new FetchApi(broker),
            new ListOffsetsApi(broker.Topics),
            new MetadataApi(broker),
            new OffsetCommitApi(broker),
            new OffsetFetchApi(broker),
            new FindCoordinatorApi(broker),
            new JoinGroupApi(broker.Groups),
            new HeartbeatApi(broker.Groups),
            new LeaveGroupApi(broker.Groups),
            new SyncGroupApi(broker.Groups),
            new DescribeGroupsApi(broker.Groups),
            new ListGroupsApi(broker.Groups),
            new SaslHandshakeApi(broker.Options),
            new ApiVersionsApi(this),
            new CreateTopicsApi(broker),
            new DeleteTopicsApi(broker),
            new DeleteRecordsApi(broker),
            new InitProducerIdApi(broker),
            new AddPartitionsToTxnApi(broker),
            new AddOffsetsToTxnApi(broker),
            new EndTxnApi(broker),
            new WriteTxnMarkersApi(broker),
            new TxnOffsetCommitApi(broker),
            new DescribeConfigsApi(broker),
            new AlterConfigsApi(broker),
            new DescribeLogDirsApi(broker),
            new SaslAuthenticateApi(broker.Options),
            new CreatePartitionsApi(broker),
            new DeleteGroupsApi(broker),
            new IncrementalAlterConfigsApi(broker),
            new OffsetDeleteApi(broker),
            new DescribeClusterApi(broker),
            new DescribeProducersApi(broker.Topics),
            new DescribeTransactionsApi(broker.Transactions),
            new ListTransactionsApi(broker),
            new DescribeTopicPartitionsApi(broker),
        ];
        All = apis;
        _apis = apis.ToDictionary(api => (short)api.Key);
    }

    public IReadOnlyList<Api> All { get; }

    /// <summary>Null for a request this broker does not know.</summary>
    public Api? Find(short key) => _apis.GetValueOrDefault(key);
}
