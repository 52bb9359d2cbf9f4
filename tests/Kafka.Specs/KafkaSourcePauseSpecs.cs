using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaSourcePauseSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    /// <summary>More than the hand-over holds.</summary>
    private const int Records = 60_000;

    [Fact]
    public async Task Paused_partition_is_left_alone_while_the_other_is_read_and_goes_on_where_it_was()
    {
        var topic = await kafka.CreateTopic(partitions: 2);
        await kafka.Produce(topic, 0, Enumerable.Range(0, Records).Select(i => $"{i}"));
        await kafka.Produce(topic, 1, Enumerable.Range(0, Records).Select(i => $"{i}"));
        using var source = new SourceHarness<string>(Specs.Source(kafka, topic));
        var read = new Dictionary<string, List<string>> { [$"{topic}/0"] = [], [$"{topic}/1"] = [] };
        Read(() => read[$"{topic}/0"].Count > 0, "the partition that will be paused");

        source.SetPaused($"{topic}/0", true);
        Read(() => read[$"{topic}/1"].Count == Records, "the other partition");
        read[$"{topic}/0"].Count.ShouldBeLessThan(Records / 2);

        source.SetPaused($"{topic}/0", false);
        Read(() => read[$"{topic}/0"].Count == Records, "the paused partition");
        read[$"{topic}/0"].ShouldBe(Enumerable.Range(0, Records).Select(i => $"{i}"));

        void Read(Func<bool> isEnough, string awaited) => source.Context.PumpUntil(
            () =>
            {
                while (!isEnough() && source.TryRead(out var fetch))
                {
                    read[fetch.Split.Id].AddRange(fetch.Batch is { } batch ? batch.Values : []);
                    fetch.Batch?.Return();
                }

                return isEnough();
            },
            awaited);
    }
}
