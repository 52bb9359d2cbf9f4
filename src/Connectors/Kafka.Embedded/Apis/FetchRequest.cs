using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>What a fetch asks for.</summary>
internal sealed record FetchRequest(int MaxWaitMs, int MinBytes, int MaxBytes, IsolationLevel Isolation, int SessionId, IReadOnlyList<FetchTopic> Topics)
{
    public static FetchRequest Read(short version, WireReader request)
    {
        if (version < 15)
        {
            request.ReadInt32(); // The replica: there are none but this.
        }

        int maxWaitMs = request.ReadInt32();
        int minBytes = request.ReadInt32();
        int maxBytes = request.ReadInt32();
        var isolation = (IsolationLevel)request.ReadInt8();
        int sessionId = 0;
        if (version >= 7)
        {
            sessionId = request.ReadInt32();
            request.ReadInt32();
        }

        int count = request.ReadArrayLength();
        var topics = new List<FetchTopic>();
        for (int i = 0; i < count; i++)
        {
            topics.Add(FetchTopic.Read(version, request));
        }

        // What follows (forgotten topics of a session, the client's rack) has no meaning here.
        return new FetchRequest(maxWaitMs, minBytes, maxBytes, isolation, sessionId, topics);
    }
}
