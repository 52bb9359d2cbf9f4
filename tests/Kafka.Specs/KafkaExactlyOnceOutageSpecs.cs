using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Brokers that go away from an exactly-once sink. Each spec has an embedded broker of its own to stop.</summary>
public sealed class KafkaExactlyOnceOutageSpecs : IAsyncLifetime
{
    private const string Name = "topic";

    private EmbeddedKafka _kafka = null!;

    public async Task InitializeAsync()
    {
        _kafka = await EmbeddedKafka.StartAsync();
        await _kafka.CreateTopicAsync(Name);
    }

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task Commit_during_an_outage_waits_for_the_brokers_and_says_so()
    {
        var topic = new TransactionalTopic(_kafka.BootstrapServers, Name);
        using var sink = topic.Attempt().Restore();
        sink.Write("a");
        sink.Prepare(1);
        await _kafka.StopAsync();

        var isCommitted = sink.BeginCommit(1);
        sink.Context.PumpUntil(() => sink.Context.Notices.Count > 0, "the notice");
        isCommitted().ShouldBeFalse();
        await _kafka.StartAgainAsync();
        sink.Context.PumpUntil(() => isCommitted() || sink.Context.Failure is not null, "the commit", TimeSpan.FromSeconds(60));

        sink.Context.Failure.ShouldBeNull();
        topic.ReadVisible().ShouldBe(["a"]);
        topic.ReadOpen().ShouldBeEmpty();
    }

    [Fact]
    public async Task Outage_that_outlives_the_transaction_loses_and_doubles_nothing()
    {
        var topic = new TransactionalTopic(_kafka.BootstrapServers, Name, TimeSpan.FromSeconds(1));
        using var sink = topic.Attempt().Restore();
        sink.Write("a");
        await _kafka.StopAsync();
        sink.Write("b");
        sink.Prepare(1);
        var isCommitted = sink.BeginCommit(1);
        sink.Write("c");
        await _kafka.StartAgainAsync();
        sink.Context.PumpUntil(() => isCommitted() || sink.Context.Failure is not null, "the commit", TimeSpan.FromSeconds(60));
        sink.Prepare(2);
        sink.Commit(2);

        topic.ReadVisible().ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task Sink_can_be_disposed_while_it_commits_and_the_brokers_are_away_and_the_restore_commits()
    {
        var topic = new TransactionalTopic(_kafka.BootstrapServers, Name);
        var sink = topic.Attempt().Restore();
        sink.Write("a");
        var state = sink.Prepare(1);
        await _kafka.StopAsync();
        var isCommitted = sink.BeginCommit(1);
        sink.Context.PumpUntil(() => sink.Context.Notices.Count > 0, "the notice");
        sink.Dispose();
        isCommitted().ShouldBeFalse();

        await _kafka.StartAgainAsync();
        using var next = topic.Attempt().Restore(1, state);

        topic.ReadVisible().ShouldBe(["a"]);
        topic.ReadOpen().ShouldBeEmpty();
    }
}
