using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Connectors.Kafka.Internal.Client;
using AkkaStreamProc.Connectors.Kafka.Internal.Native;
using AkkaStreamProc.Connectors.Kafka.Internal.Source;
using AkkaStreamProc.Examples.ClickCounts;
using Confluent.Kafka;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>A loop that polls native batches and decodes every click, and does nothing with them.</summary>
/// <remarks>It takes the native layer, the client settings and the decoder of the job it is compared with.</remarks>
internal sealed class PollAndDecode(KafkaSourceOptions options, int partitions)
{
    /// <summary>The last click; something must depend on the decoding.</summary>
    public Click? Last { get; private set; }

    /// <returns>What it cost from the first message to the last.</returns>
    public unsafe Cost Run(long clicks)
    {
        using var client = KafkaClient.CreateConsumer(SourceConfig.Create(options), new ClientEvents(options.Bootstrap, static notice => Console.WriteLine(notice.Text)));
        using var fetcher = new PartitionFetcher(client);
        foreach (var partition in Enumerable.Range(0, partitions))
        {
            fetcher.Start(new KafkaPartition(options.Topics[0], partition), 0);
        }

        var decoder = new ClickDeserializer();
        var count = 0L;
        Cost? first = null;
        PartitionFetcher.MessageHandler handle = message =>
        {
            first ??= Cost.Now;
            if (message->Error == ErrorCode.NoError)
            {
                if (!decoder.TryDeserialize(message->Value, out var click, out var reason))
                {
                    throw new InvalidOperationException(reason);
                }

                Last = click;
                count++;
            }
        };
        while (count < clicks)
        {
            var taken = 0;
            foreach (var partition in Enumerable.Range(0, partitions))
            {
                taken += fetcher.Take(new KafkaPartition(options.Topics[0], partition), handle);
            }

            if (taken == 0)
            {
                fetcher.Wait(20);
            }
        }

        return Cost.Now - first!.Value;
    }
}
