using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Bench.Kafka.Ends;

/// <summary>Writes a topic through the sink, as one epoch.</summary>
internal static class SinkEnd
{
    public static void Run(string bootstrap, string topic, int records, int size)
    {
        using var context = new ConnectorContext();
        var options = new KafkaSinkOptions<long> { Bootstrap = bootstrap, Topic = topic, Value = new FirstBytes(size) };
        using var writer = new KafkaSink<long>(options).CreateWriter(context);
        var isOpen = false;
        writer.Restore(0, [], () => isOpen = true);
        context.PumpUntil(() => isOpen, "the sink");
        for (var written = 0; written < records;)
        {
            var batch = RecordBatch<long>.Rent();
            while (!batch.IsFull && written < records)
            {
                batch.Append(written++, 1_700_000_000_000);
            }

            context.PumpUntil(() => writer.IsReady, "room");
            writer.Write(batch);
        }

        var isPrepared = false;
        writer.Prepare(1, _ => isPrepared = true);
        context.PumpUntil(() => isPrepared, "the epoch");
    }
}
