using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>One step of changing a topic's configuration.</summary>
/// <param name="Name">The configuration.</param>
/// <param name="Operation">0 sets it, 1 takes it back to the broker's value, 2 appends to a list, 3 takes from a list.</param>
/// <param name="Value">The new value, or the elements of a list; null for taking back.</param>
internal sealed record ConfigChange(string Name, sbyte Operation, string? Value)
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;
    private const sbyte Append = 2;
    private const sbyte Subtract = 3;

    public static ConfigChange Read(WireReader request)
    {
        var change = new ConfigChange(request.ReadString(), request.ReadInt8(), request.ReadNullableString());
        request.SkipTags();
        return change;
    }

    /// <summary>Changes a topic's own configurations.</summary>
    /// <param name="configs">What the topic has set itself.</param>
    /// <param name="valueInForce">The value of a configuration that the topic has not set.</param>
    public Outcome ApplyTo(Dictionary<string, string?> configs, Func<TopicSetting, string> valueInForce)
    {
        switch (Operation)
        {
            case Set:
                configs[Name] = Value;
                return Outcome.Success;
            case Delete:
                configs.Remove(Name);
                return Outcome.Success;
            case Append or Subtract when TopicSettings.Find(Name) is { Kind: TopicSettingKind.List } list:
                string[] present = TopicSettings.Elements(configs.GetValueOrDefault(Name) ?? valueInForce(list));
                string[] named = TopicSettings.Elements(Value ?? "");
                configs[Name] = string.Join(',', Operation == Append ? present.Union(named) : present.Except(named));
                return Outcome.Success;
            case Append or Subtract:
                return new Outcome(ErrorCode.InvalidConfig, $"'{Name}' is no list, which can be appended to or taken from.");
            default:
                return new Outcome(ErrorCode.InvalidRequest, $"Configurations can be set (0), deleted (1), appended to (2) and taken from (3), not changed by {Operation}.");
        }
    }
}
