using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>One step of changing a topic's configuration.</summary>
/// <param name="Name">The configuration.</param>
/// <param name="Operation">0 sets it, 1 takes it back to the broker's value; the protocol's others are for lists, of which there are none to change.</param>
/// <param name="Value">The new value; null for taking back.</param>
internal sealed record ConfigChange(string Name, sbyte Operation, string? Value)
{
    private const sbyte Set = 0;
    private const sbyte Delete = 1;

    public bool IsSupported => Operation is Set or Delete;

    public static ConfigChange Read(WireReader request)
    {
        var change = new ConfigChange(request.ReadString(), request.ReadInt8(), request.ReadNullableString());
        request.SkipTags();
        return change;
    }

    public void ApplyTo(Dictionary<string, string?> configs)
    {
        if (Operation == Delete)
        {
            configs.Remove(Name);
        }
        else
        {
            configs[Name] = Value;
        }
    }
}
