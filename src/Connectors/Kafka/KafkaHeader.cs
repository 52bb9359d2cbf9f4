namespace AkkaStreamProc.Connectors.Kafka;

/// <summary>One header of a record. Its bytes are valid for the duration of the call only.</summary>
public readonly ref struct KafkaHeader
{
    internal KafkaHeader(string name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>Its name; a name may occur more than once.</summary>
    public string Name { get; }

    /// <summary>Its value; empty where it has none.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
