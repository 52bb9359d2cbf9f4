using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Connectors.Kafka.Embedded;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Brokers that go away. Each spec has an embedded broker of its own to stop.</summary>
public sealed class KafkaOutageSpecs : IAsyncLifetime
{
    private const string Topic = "topic";

    private EmbeddedKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await EmbeddedKafka.StartAsync();
        await _kafka.CreateTopicAsync(Topic);
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task Source_whose_broker_is_away_at_the_start_says_so_once_and_reads_when_it_comes()
    {
        WriteToTopic("a");
        await _kafka.StopAsync();
        using var source = new SourceDriver<string>(Source());
        source.ReadUntil(() => source.Context.Notices.Count == 1, "the notice");

        await _kafka.StartAgainAsync();
        source.ReadRecords(1);

        source.Records.ShouldBe(["a"]);
        ShouldHaveSaidAwayAndBack(source.Context.Notices);
    }

    [Fact]
    public async Task Source_whose_broker_goes_away_in_the_middle_continues_without_loss_or_doubling()
    {
        WriteToTopic("a");
        using var source = new SourceDriver<string>(Source());
        source.ReadRecords(1);
        await _kafka.StopAsync();
        source.ReadUntil(() => source.Context.Notices.Count == 1, "the notice");

        await _kafka.StartAgainAsync();
        source.ReadUntil(() => source.Context.Notices.Count == 2, "the second notice");
        WriteToTopic("b");
        source.ReadRecords(2);

        source.Records.ShouldBe(["a", "b"]);
        ShouldHaveSaidAwayAndBack(source.Context.Notices);
    }

    [Fact]
    public async Task Source_can_be_closed_while_its_broker_is_away()
    {
        await _kafka.StopAsync();
        var source = new SourceDriver<string>(Source());
        source.ReadUntil(() => source.Context.Notices.Count == 1, "the notice");

        source.Dispose();

        source.Context.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Sink_whose_broker_goes_away_before_the_flush_prepares_when_it_is_back()
    {
        using var sink = new SinkDriver<string>(Sink());
        sink.Start().Write("a").Prepare();
        await _kafka.StopAsync();
        var isPrepared = sink.Write("b", "c").BeginPrepare();
        sink.Pump(() => sink.Context.Notices.Count == 1, "the notice");
        isPrepared().ShouldBeFalse();

        await _kafka.StartAgainAsync();
        sink.Pump(isPrepared, "the epoch to be prepared");

        ReadTopic().ShouldBe(["a", "b", "c"]);
        ShouldHaveSaidAwayAndBack(sink.Context.Notices);
    }

    [Fact]
    public async Task Sink_takes_no_more_while_its_broker_is_away_and_the_bound_is_reached()
    {
        using var sink = new SinkDriver<string>(Sink(maxUnconfirmedBytes: 16 * 1024));
        sink.Start();
        await _kafka.StopAsync();
        string[] records = [.. Enumerable.Range(0, 4000).Select(i => $"a record of some length, number {i}")];
        sink.Write(records);
        sink.Pump(() => sink.Context.Notices.Count == 1, "the notice");
        sink.IsReady().ShouldBeFalse();

        await _kafka.StartAgainAsync();
        sink.Prepare();

        ReadTopic().ShouldBe(records);
    }

    [Fact]
    public async Task Sink_can_be_closed_with_unconfirmed_records_while_its_broker_is_away()
    {
        var sink = new SinkDriver<string>(Sink());
        sink.Start();
        await _kafka.StopAsync();
        sink.Write("lost").BeginPrepare();
        sink.Pump(() => sink.Context.Notices.Count == 1, "the notice");

        sink.Dispose();

        sink.Context.Failure.ShouldBeNull();
    }

    private static void ShouldHaveSaidAwayAndBack(IReadOnlyList<string> notices)
    {
        notices.Count.ShouldBe(2, string.Join(" | ", notices));
        notices[0].ShouldContain("cannot be reached");
        notices[1].ShouldContain("can be reached again");
    }

    private KafkaSource<string> Source(KafkaEnd? end = null) =>
        new(new KafkaSourceOptions { Bootstrap = _kafka.BootstrapServers, Topics = [Topic], End = end }, new Text());

    private KafkaSink<string> Sink(long maxUnconfirmedBytes = 1024 * 1024) => new(new KafkaSinkOptions<string>
    {
        Bootstrap = _kafka.BootstrapServers,
        Topic = Topic,
        Value = new Text(),
        MaxUnconfirmedBytes = maxUnconfirmedBytes,
    });

    private void WriteToTopic(string record)
    {
        using var sink = new SinkDriver<string>(Sink());
        sink.Start().Write(record).Prepare();
    }

    private List<string> ReadTopic()
    {
        using var source = new SourceDriver<string>(Source(KafkaEnd.AtCurrentEnd));
        return source.ReadToEnd().Records;
    }
}
