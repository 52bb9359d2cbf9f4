using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSharedWorkerSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Source_and_sink_of_one_chain_share_a_worker_without_blocking_each_other()
    {
        const int total = 50_000;
        var input = await kafka.CreateTopic();
        var output = await kafka.CreateTopic();
        string[] records = [.. Enumerable.Range(0, total).Select(i => $"{i}")];
        using (var sink = new SinkDriver<string>(Specs.Sink(kafka, input)))
        {
            sink.Start().Write(records).Prepare();
        }

        using var context = new ConnectorContext();
        using var reader = Specs.Source(kafka, input, end: KafkaEnd.AtCurrentEnd).CreateReader(context);
        using var writer = new KafkaSink<string>(Specs.SinkOptions(kafka, output) with { MaxUnconfirmedBytes = 16 * 1024 }).CreateWriter(context);
        var isOpen = false;
        writer.Restore(0, [], () => isOpen = true);
        context.PumpUntil(() => isOpen, "the sink");
        reader.Start([], isRestored: false);
        var hasEnded = false;
        context.PumpUntil(
            () =>
            {
                while (!hasEnded && writer.IsReady(static () => { }))
                {
                    var status = reader.Read(out var fetch, static () => { });
                    hasEnded = status == ReadStatus.Finished;
                    if (status != ReadStatus.Data)
                    {
                        break;
                    }

                    if (fetch.Batch is { } batch)
                    {
                        writer.Write(batch);
                    }
                }

                return hasEnded;
            },
            "the end of the input");
        var isPrepared = false;
        writer.Prepare(1, _ => isPrepared = true);
        context.PumpUntil(() => isPrepared, "the epoch to be prepared");

        using var check = new SourceDriver<string>(Specs.Source(kafka, output, end: KafkaEnd.AtCurrentEnd));
        check.ReadToEnd().Records.ShouldBe(records);
    }
}
