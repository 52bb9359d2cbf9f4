using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Tells where the node is and which topics and partitions there are; creates unknown topics where broker and client both allow it.</summary>
internal sealed class MetadataApi(Broker broker) : ImmediateApi(ApiKey.Metadata, 0, 12, flexibleFrom: 9)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        List<(string? Name, Guid Id)>? asked = ReadTopics(version, request);
        bool mayCreate = version < 4 || request.ReadBoolean();
        bool asksOperationsOfCluster = version is >= 8 and <= 10 && request.ReadBoolean();
        bool asksOperationsOfTopics = version >= 8 && request.ReadBoolean();
        if (version >= 3)
        {
            response.WriteInt32(0);
        }

        response.WriteArrayLength(1);
        WriteNode(version, response);
        if (version >= 2)
        {
            response.WriteString(broker.Topics.ClusterId);
        }

        if (version >= 1)
        {
            response.WriteInt32(NodeAddress.NodeId);
        }

        IEnumerable<(ErrorCode Error, string? Name, Guid Id, Topic? Topic)> topics = asked is null
            ? broker.Topics.All.Select(topic => (ErrorCode.None, (string?)topic.Name, topic.Id, (Topic?)topic))
            : asked.Select(one => Resolve(one.Name, one.Id, mayCreate));
        var found = topics.ToList();
        response.WriteArrayLength(found.Count);
        foreach ((ErrorCode error, string? name, Guid id, Topic? topic) in found)
        {
            WriteTopic(version, error, name, id, topic, asksOperationsOfTopics, response);
        }

        if (version is >= 8 and <= 10)
        {
            response.WriteInt32(AuthorizedOperations.OfCluster(asksOperationsOfCluster));
        }

        response.WriteTags();
    }

    /// <summary>The topics asked for; null stands for all.</summary>
    private static List<(string? Name, Guid Id)>? ReadTopics(short version, WireReader request)
    {
        int count = request.ReadArrayLength();
        if (count == -1 || (count == 0 && version == 0))
        {
            return null;
        }

        var asked = new List<(string?, Guid)>();
        for (int i = 0; i < count; i++)
        {
            Guid id = version >= 10 ? request.ReadUuid() : Guid.Empty;
            asked.Add((version >= 10 ? request.ReadNullableString() : request.ReadString(), id));
            request.SkipTags();
        }

        return asked;
    }

    private (ErrorCode Error, string? Name, Guid Id, Topic? Topic) Resolve(string? name, Guid id, bool mayCreate)
    {
        if (name is null || id != Guid.Empty) // A client that knows the id may leave the name empty.
        {
            Topic? byId = broker.Topics.Find(id);
            return (byId is null ? ErrorCode.UnknownTopicId : ErrorCode.None, byId?.Name, id, byId);
        }

        if (TopicName.Complaint(name) is not null)
        {
            return (ErrorCode.InvalidTopic, name, Guid.Empty, null);
        }

        if (broker.Topics.Find(name) is null && mayCreate && broker.Options.AutoCreateTopics)
        {
            broker.Topics.Create(name, broker.Options.DefaultPartitions, new Dictionary<string, string?>(), validateOnly: false);
        }

        Topic? topic = broker.Topics.Find(name);
        return (topic is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None, name, topic?.Id ?? Guid.Empty, topic);
    }

    private void WriteNode(short version, WireWriter response)
    {
        response.WriteInt32(NodeAddress.NodeId);
        response.WriteString(broker.Address.Host);
        response.WriteInt32(broker.Address.Port);
        if (version >= 1)
        {
            response.WriteString(null); // The rack.
        }

        response.WriteTags();
    }

    private static void WriteTopic(short version, ErrorCode error, string? name, Guid id, Topic? topic, bool asksOperations, WireWriter response)
    {
        response.WriteError(error);
        response.WriteString(version >= 12 ? name : name ?? "");
        if (version >= 10)
        {
            response.WriteUuid(id);
        }

        if (version >= 1)
        {
            response.WriteBoolean(false); // Internal.
        }

        int partitions = topic?.Partitions.Count ?? 0;
        response.WriteArrayLength(partitions);
        for (int partition = 0; partition < partitions; partition++)
        {
            WritePartition(version, partition, response);
        }

        if (version >= 8)
        {
            response.WriteInt32(AuthorizedOperations.OfTopic(asksOperations && topic is not null));
        }

        response.WriteTags();
    }

    private static void WritePartition(short version, int partition, WireWriter response)
    {
        response.WriteError(ErrorCode.None);
        response.WriteInt32(partition);
        response.WriteInt32(NodeAddress.NodeId);
        if (version >= 7)
        {
            response.WriteInt32(PartitionLog.LeaderEpoch);
        }

        response.WriteInt32Array(NodeAddress.NodeId); // Replicas.
        response.WriteInt32Array(NodeAddress.NodeId); // Those in sync.
        if (version >= 5)
        {
            response.WriteInt32Array();
        }

        response.WriteTags();
    }
}
