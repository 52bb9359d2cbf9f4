using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSharedWorkerSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    /// <summary>More fetches than the reader's queue and one round of the worker can hold.</summary>
    private const int Rounds = 40;

    private const int Records = Rounds * RecordBatch.DefaultCapacity;

    [Fact]
    public async Task Source_that_nobody_reads_lets_the_sink_on_the_same_worker_prepare_and_goes_on_afterwards()
    {
        var input = await kafka.CreateTopic();
        var output = await kafka.CreateTopic();
        using (var sink = new SinkDriver<string>(Specs.Sink(kafka, input)))
        {
            sink.Start().Write([.. Enumerable.Range(0, Records).Select(i => $"{i}")]).Prepare();
        }

        using var source = new SourceHarness<string>(Specs.Source(kafka, input, end: KafkaEnd.AtCurrentEnd));
        var context = source.Context;
        using var writer = new KafkaSink<string>(Specs.SinkOptions(kafka, output)).CreateWriter(context);
        var isOpen = false;
        writer.Restore(0, [], () => isOpen = true);
        context.PumpUntil(() => isOpen, "the sink");
        var count = 0;
        context.PumpUntil(() => count > 0 || Read(source, ref count), "the first records");

        // The worker takes its actions in order, so the source has a round before each of these.
        for (var checkpoint = 1; checkpoint <= Rounds; checkpoint++)
        {
            var isPrepared = false;
            writer.Prepare(checkpoint, _ => isPrepared = true);
            context.PumpUntil(() => isPrepared, $"epoch {checkpoint} to be prepared");
        }

        context.PumpUntil(
            () =>
            {
                while (Read(source, ref count))
                {
                }

                return source.HasEnded;
            },
            "the end of the input");
        count.ShouldBe(Records);
    }

    private static bool Read(SourceHarness<string> source, ref int count)
    {
        var isRead = source.TryRead(out var fetch);
        count += fetch.Batch?.Count ?? 0;
        fetch.Batch?.Return();
        return isRead;
    }
}
