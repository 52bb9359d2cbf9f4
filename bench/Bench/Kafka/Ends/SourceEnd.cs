using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>Reads a topic to its end through the source.</summary>
internal static class SourceEnd
{
    public static void Run(string bootstrap, string topic, int records)
    {
        var options = new KafkaSourceOptions { Bootstrap = bootstrap, Topics = [topic], End = KafkaEnd.AtCurrentEnd };
        using var source = new SourceHarness<long>(new KafkaSource<long>(options, new FirstBytes(8)));
        var count = 0;
        source.Context.PumpUntil(
            () =>
            {
                while (source.TryRead(out var fetch))
                {
                    count += fetch.Batch?.Count ?? 0;
                    fetch.Batch?.Return();
                }

                return source.HasEnded;
            },
            "the end of the topic");
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, records);
    }
}
