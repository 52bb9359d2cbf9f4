using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Groups;

/// <summary>Reads the topics a consumer subscribes to out of what it tells the leader (version, topics, and more that is not needed here).</summary>
internal static class Subscription
{
    /// <summary>The kind of group whose members tell the leader so.</summary>
    public const string ProtocolType = "consumer";

    /// <summary>Null where the metadata does not follow the layout, as that of a client's own protocol may not.</summary>
    public static IReadOnlyList<string>? Topics(byte[] metadata)
    {
        try
        {
            var reader = new WireReader(metadata, 0, metadata.Length);
            reader.ReadInt16();
            var topics = new string[Math.Max(reader.ReadArrayLength(), 0)];
            for (int i = 0; i < topics.Length; i++)
            {
                topics[i] = reader.ReadString();
            }

            return topics;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
