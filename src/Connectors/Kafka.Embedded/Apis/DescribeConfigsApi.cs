using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Shows the configurations of topics and of the broker.</summary>
internal sealed class DescribeConfigsApi(Broker broker) : ImmediateApi(ApiKey.DescribeConfigs, 0, 4, flexibleFrom: 4)
{
    private const sbyte TopicResource = 2;
    private const sbyte BrokerResource = 4;

    protected override void Answer(short version, WireReader request, WireWriter response)
    {
        response.WriteInt32(0);
        int count = request.ReadArrayLength();
        response.WriteArrayLength(Math.Max(count, 0));
        for (int i = 0; i < count; i++)
        {
            sbyte type = request.ReadInt8();
            string name = request.ReadString();
            HashSet<string>? keys = ReadKeys(request);
            request.SkipTags();
            (Outcome outcome, IEnumerable<DescribedConfig> configs) = Describe(type, name);
            response.WriteError(outcome.Error);
            response.WriteString(outcome.Message);
            response.WriteInt8(type);
            response.WriteString(name);
            DescribedConfig[] shown = [.. configs.Where(config => keys is null || keys.Contains(config.Name))];
            response.WriteArrayLength(shown.Length);
            foreach (DescribedConfig config in shown)
            {
                config.Write(version, response);
            }

            response.WriteTags();
        }

        response.WriteTags();
    }

    private static HashSet<string>? ReadKeys(WireReader request)
    {
        int count = request.ReadArrayLength();
        if (count == -1)
        {
            return null;
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            keys.Add(request.ReadString());
        }

        return keys;
    }

    private (Outcome Outcome, IEnumerable<DescribedConfig> Configs) Describe(sbyte type, string name) => type switch
    {
        TopicResource when broker.Topics.Find(name) is { } topic => (Outcome.Success, DescribedConfig.OfTopic(topic, broker.Options)),
        TopicResource => (new Outcome(ErrorCode.UnknownTopicOrPartition, $"There is no topic '{name}'."), []),
        BrokerResource when name == NodeAddress.NodeId.ToString("D") => (Outcome.Success, DescribedConfig.OfBroker(broker.Options, broker.Address)),
        BrokerResource when name.Length == 0 => (Outcome.Success, []), // What holds for all nodes and was set while they ran.
        BrokerResource => (new Outcome(ErrorCode.InvalidRequest, $"There is no node '{name}'; the only one is 1."), []),
        _ => (new Outcome(ErrorCode.InvalidRequest, $"Resources of type {type} have no configuration here; topics (2) and the broker (4) have."), []),
    };
}
