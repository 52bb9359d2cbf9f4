using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Changes the configurations of topics while they are in use; those of the broker are given at its start.</summary>
internal sealed class IncrementalAlterConfigsApi(Broker broker) : ImmediateApi(ApiKey.IncrementalAlterConfigs, 0, 1, flexibleFrom: 1)
{
    private const sbyte TopicResource = 2;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var wanted = new List<(sbyte Type, string Name, List<ConfigChange> Changes)>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            sbyte type = request.ReadInt8();
            string name = request.ReadString();
            var changes = new List<ConfigChange>();
            for (int changesLeft = request.ReadArrayLength(); changesLeft > 0; changesLeft--)
            {
                changes.Add(ConfigChange.Read(request));
            }

            request.SkipTags();
            wanted.Add((type, name, changes));
        }

        bool validateOnly = request.ReadBoolean();
        response.WriteInt32(0);
        response.WriteArrayLength(wanted.Count);
        foreach ((sbyte type, string name, List<ConfigChange> changes) in wanted)
        {
            Outcome outcome = broker.Store($"The configuration of topic '{name}'", () => Alter(type, name, changes, validateOnly), Outcome.NotWritten);
            response.WriteError(outcome.Error);
            response.WriteString(outcome.Message);
            response.WriteInt8(type);
            response.WriteString(name);
            response.WriteTags();
        }

        response.WriteTags();
    }

    private Outcome Alter(sbyte type, string name, List<ConfigChange> changes, bool validateOnly)
    {
        if (type != TopicResource)
        {
            return new Outcome(ErrorCode.InvalidRequest, "Only configurations of topics (2) can be changed; those of the broker are given at its start.");
        }

        return broker.Topics.Alter(name, configs => (Apply(changes, configs), configs), validateOnly);
    }

    private Outcome Apply(List<ConfigChange> changes, Dictionary<string, string?> configs)
    {
        foreach (ConfigChange change in changes)
        {
            Outcome outcome = change.ApplyTo(configs, setting => TopicSettings.ValueOf(setting, TopicSettings.None, broker.Options.TopicDefaults));
            if (!outcome.IsSuccess)
            {
                return outcome;
            }
        }

        return Outcome.Success;
    }
}
