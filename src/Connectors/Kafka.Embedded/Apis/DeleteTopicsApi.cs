using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Deletes topics with their records and the offsets committed for them.</summary>
internal sealed class DeleteTopicsApi(Broker broker) : ImmediateApi(ApiKey.DeleteTopics, 0, 6, flexibleFrom: 4)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var wanted = new List<(string? Name, Guid Id)>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            string? name = version >= 6 ? request.ReadNullableString() : request.ReadString();
            wanted.Add((name, version >= 6 ? request.ReadUuid() : Guid.Empty));
            if (version >= 6)
            {
                request.SkipTags();
            }
        }

        if (version >= 1)
        {
            response.WriteInt32(0);
        }

        response.WriteArrayLength(wanted.Count);
        foreach ((string? name, Guid id) in wanted)
        {
            Topic? topic = name is null ? broker.Topics.Find(id) : broker.Topics.Find(name);
            Outcome outcome = broker.Store($"The deletion of topic '{topic?.Name}'", () => Delete(topic, name, id), Outcome.NotWritten);
            Write(version, topic?.Name ?? name, topic?.Id ?? id, outcome, response);
        }

        response.WriteTags();
    }

    private Outcome Delete(Topic? topic, string? name, Guid id)
    {
        if (topic is null || !broker.Topics.Delete(topic.Name))
        {
            return name is null
                ? new Outcome(ErrorCode.UnknownTopicId, $"There is no topic with the id {id}.")
                : new Outcome(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{name}'.");
        }

        broker.ForgetOffsets(topic.Name);
        return Outcome.Success;
    }

    private static void Write(short version, string? name, Guid id, Outcome outcome, WireWriter response)
    {
        response.WriteString(version >= 6 ? name : name ?? "");
        if (version >= 6)
        {
            response.WriteUuid(id);
        }

        response.WriteError(outcome.Error);
        if (version >= 5)
        {
            response.WriteString(outcome.Message);
        }

        response.WriteTags();
    }
}
