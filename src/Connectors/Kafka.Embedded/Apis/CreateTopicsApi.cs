using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Creates topics, each for itself: one that is refused does not hinder the others.</summary>
internal sealed class CreateTopicsApi(Broker broker) : ImmediateApi(ApiKey.CreateTopics, 0, 7, flexibleFrom: 5)
{
    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var wanted = new List<CreatableTopic>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            wanted.Add(CreatableTopic.Read(request));
        }

        request.ReadInt32(); // The time-out: creating does not wait.
        bool validateOnly = version >= 1 && request.ReadBoolean();
        if (version >= 2)
        {
            response.WriteInt32(0);
        }

        var byName = wanted.GroupBy(topic => topic.Name, StringComparer.Ordinal).ToList();
        response.WriteArrayLength(byName.Count);
        foreach (var group in byName)
        {
            Outcome outcome = group.Count() > 1
                ? new Outcome(ErrorCode.InvalidRequest, $"The request names topic '{group.Key}' more than once.")
                : Create(group.First(), validateOnly);
            Write(version, group.First(), outcome, response);
        }

        response.WriteTags();
    }

    private Outcome Create(CreatableTopic wanted, bool validateOnly)
    {
        Outcome replicas = wanted.CheckReplicas();
        if (!replicas.IsSuccess && TopicName.Complaint(wanted.Name) is null && broker.Topics.Find(wanted.Name) is null)
        {
            return replicas;
        }

        return broker.Store(
            $"Topic '{wanted.Name}'",
            () => broker.Topics.Create(wanted.Name, wanted.CountPartitions(broker.Options.DefaultPartitions), wanted.Configs, validateOnly),
            Outcome.NotWritten);
    }

    private void Write(short version, CreatableTopic wanted, Outcome outcome, WireWriter response)
    {
        Topic? topic = outcome.IsSuccess ? broker.Topics.Find(wanted.Name) : null;
        response.WriteString(wanted.Name);
        if (version >= 7)
        {
            response.WriteUuid(topic?.Id ?? Guid.Empty);
        }

        response.WriteError(outcome.Error);
        if (version >= 1)
        {
            response.WriteString(outcome.Message);
        }

        if (version >= 5)
        {
            response.WriteInt32(outcome.IsSuccess ? wanted.CountPartitions(broker.Options.DefaultPartitions) : -1);
            response.WriteInt16(outcome.IsSuccess ? (short)1 : (short)-1);
            WriteConfigs(wanted, outcome, response);
        }

        response.WriteTags();
    }

    private void WriteConfigs(CreatableTopic wanted, Outcome outcome, WireWriter response)
    {
        if (!outcome.IsSuccess)
        {
            response.WriteArrayLength(-1);
            return;
        }

        var overrides = wanted.Configs.ToDictionary(pair => pair.Key, pair => pair.Value!);
        response.WriteArrayLength(TopicSettings.All.Count);
        foreach (TopicSetting setting in TopicSettings.All)
        {
            response.WriteString(setting.Name);
            response.WriteString(TopicSettings.ValueOf(setting, overrides, broker.Options.TopicDefaults));
            response.WriteBoolean(false); // Read-only.
            response.WriteInt8((sbyte)ConfigSources.Of(setting, overrides, broker.Options.TopicDefaults));
            response.WriteBoolean(false); // Sensitive.
            response.WriteTags();
        }
    }
}
