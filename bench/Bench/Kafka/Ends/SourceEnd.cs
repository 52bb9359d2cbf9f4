using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>Reads a topic to its end through the source.</summary>
internal static class SourceEnd
{
    public static void Run(string bootstrap, string topic, int records)
    {
        var options = new KafkaSourceOptions { Bootstrap = bootstrap, Topics = [topic], End = KafkaEnd.AtCurrentEnd };
        using var context = new ConnectorContext();
        using var reader = new KafkaSource<long>(options, new FirstBytes(8)).CreateReader(context);
        reader.Start([], isRestored: false);
        var count = 0;
        context.PumpUntil(
            () =>
            {
                ReadStatus status;
                while ((status = reader.Read(out var fetch)) == ReadStatus.Data)
                {
                    count += fetch.Batch?.Count ?? 0;
                    fetch.Batch?.Return();
                }

                return status == ReadStatus.Finished;
            },
            "the end of the topic");
        ArgumentOutOfRangeException.ThrowIfNotEqual(count, records);
    }
}
