using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Replaces the configurations of topics: what is not named goes back to the broker's value. The older of the two ways, and the only one of some clients.</summary>
internal sealed class AlterConfigsApi(Broker broker) : ImmediateApi(ApiKey.AlterConfigs, 0, 2, flexibleFrom: 2)
{
    private const sbyte TopicResource = 2;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        var wanted = new List<(sbyte Type, string Name, Dictionary<string, string?> Configs)>();
        for (int left = request.ReadArrayLength(); left > 0; left--)
        {
            sbyte type = request.ReadInt8();
            string name = request.ReadString();
            var configs = new Dictionary<string, string?>(StringComparer.Ordinal);
            for (int configsLeft = request.ReadArrayLength(); configsLeft > 0; configsLeft--)
            {
                string config = request.ReadString();
                configs[config] = request.ReadNullableString();
                request.SkipTags();
            }

            request.SkipTags();
            wanted.Add((type, name, configs));
        }

        bool validateOnly = request.ReadBoolean();
        response.WriteInt32(0);
        response.WriteArrayLength(wanted.Count);
        foreach ((sbyte type, string name, Dictionary<string, string?> configs) in wanted)
        {
            Outcome outcome = broker.Store($"The configuration of topic '{name}'", () => Replace(type, name, configs, validateOnly), Outcome.NotWritten);
            response.WriteError(outcome.Error);
            response.WriteString(outcome.Message);
            response.WriteInt8(type);
            response.WriteString(name);
            response.WriteTags();
        }

        response.WriteTags();
    }

    private Outcome Replace(sbyte type, string name, Dictionary<string, string?> configs, bool validateOnly) => type == TopicResource
        ? broker.Topics.Alter(name, _ => (Outcome.Success, configs), validateOnly)
        : new Outcome(ErrorCode.InvalidRequest, "Only configurations of topics (2) can be changed; those of the broker are given at its start.");
}
