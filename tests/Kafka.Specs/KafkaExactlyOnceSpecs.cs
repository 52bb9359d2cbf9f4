using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.TestKit.Sinks;

namespace AkkaStreamProc.Kafka.Specs;

public sealed class KafkaExactlyOnceSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    private const string LongRecord = "a record that is long enough to fill an outbox that is small";

    [Fact]
    public async Task Transaction_that_the_brokers_time_out_before_the_commit_is_made_up_for_once()
    {
        var topic = await Topic(TimeSpan.FromSeconds(1));
        using var sink = topic.Attempt().Restore();
        sink.Write("a", "b");
        sink.Prepare(1);
        topic.AwaitNothingOpen();

        sink.Commit(1);
        sink.Write("c");
        sink.Prepare(2);
        sink.Commit(2);

        topic.ReadVisible().ShouldBe(["a", "b", "c"]);
        sink.Context.Notices.ShouldContain(n => n.Contains("was lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restore_whose_marker_is_gone_fails_and_says_what_is_unknown()
    {
        var (topic, state) = await WithoutMarker();

        var error = Should.Throw<KafkaConnectorException>(() => topic.Attempt().Restore(1, state));

        error.Message.ShouldContain("checkpoint 1");
        error.Message.ShouldContain($"'{topic.JobName}.{TransactionalTopic.Operator}.0'");
        error.Message.ShouldContain(nameof(KafkaSinkOptions<>.LostMarker));
        topic.ReadVisible().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(KafkaLostMarker.WritesAgain, "a")]
    [InlineData(KafkaLostMarker.Discards)]
    public async Task Restore_whose_marker_is_gone_does_as_it_is_told_and_says_so(KafkaLostMarker lostMarker, params string[] visible)
    {
        var (topic, state) = await WithoutMarker();
        var sink = new KafkaSink<string>(topic.Options with { LostMarker = lostMarker });
        using var attempt = new SinkAttempt(sink, jobName: topic.JobName).Restore(1, state);

        topic.ReadVisible().ShouldBe(visible);
        attempt.Context.Notices.ShouldContain(n => n.StartsWith("Lost is the marker", StringComparison.Ordinal));
        attempt.Dispose();

        // Now there is one, so nothing is unknown any more.
        topic.Attempt().Restore(1, state).Dispose();
        topic.ReadVisible().ShouldBe(visible);
    }

    [Fact]
    public async Task Checkpoint_of_a_job_that_was_started_anew_since_is_refused()
    {
        var topic = await Topic();
        var first = topic.Attempt().Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Dispose();
        topic.Attempt().Restore().Dispose();

        Should.Throw<KafkaConnectorException>(() => topic.Attempt().Restore(1, state)).Message.ShouldContain("started anew");
        topic.ReadVisible().ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_that_starts_anew_under_its_old_name_is_not_confused_by_its_old_markers()
    {
        var topic = await Topic();
        using (var former = topic.Attempt().Restore())
        {
            former.Write("former");
            former.Prepare(9);
            former.Commit(9);
        }

        var first = topic.Attempt().Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Dispose();
        using var next = topic.Attempt().Restore(1, state);

        topic.ReadVisible().ShouldBe(["former", "a"]);
    }

    [Fact]
    public async Task Transaction_timeout_above_what_the_brokers_allow_is_refused_at_the_start()
    {
        var topic = await Topic(TimeSpan.FromDays(1));

        var error = Should.Throw<KafkaConnectorException>(() => topic.Attempt().Restore());

        error.Message.ShouldContain(nameof(KafkaSinkOptions<>.TransactionTimeout));
        error.Message.ShouldContain("transaction.max.timeout.ms");
    }

    [Fact]
    public async Task Outbox_at_half_of_its_bound_asks_for_a_checkpoint_and_above_it_fails()
    {
        var topic = await Topic();
        var sink = new KafkaSink<string>(topic.Options with { MaxOutboxBytes = 4 * LongRecord.Length });
        using var attempt = new SinkAttempt(sink, jobName: topic.JobName).Restore();

        attempt.Write(LongRecord);
        attempt.Write(LongRecord);
        attempt.Prepare(1);
        attempt.Context.CheckpointRequests.ShouldBe(1);
        attempt.Commit(1);
        attempt.Write([.. Enumerable.Repeat(LongRecord, 5)]);

        Should.Throw<KafkaConnectorException>(() => attempt.Prepare(2)).Message.ShouldContain(nameof(KafkaSinkOptions<>.MaxOutboxBytes));
        topic.ReadVisible().ShouldBe([LongRecord, LongRecord]);
    }

    [Fact]
    public async Task Record_that_the_brokers_refuse_fails_the_epoch_before_its_checkpoint()
    {
        var name = await kafka.CreateTopic(configs: new() { ["max.message.bytes"] = "1000" });
        var topic = new TransactionalTopic(kafka.Bootstrap, name);
        using var sink = topic.Attempt().Restore();

        sink.Write(string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i}")));

        Should.Throw<RecordRefusedException>(() => sink.Prepare(1)).Message.ShouldContain("max.message.bytes");
    }

    [Fact]
    public async Task Outbox_that_is_written_again_has_every_part_of_every_record()
    {
        var name = await kafka.CreateTopic();
        var topic = new TransactionalTopic(kafka.Bootstrap, name);
        var sink = new KafkaSink<string>(topic.Options with
        {
            Key = new Text(),
            IsTombstone = record => record == "gone",
            Headers = (record, headers) =>
            {
                headers.Add("length", BitConverter.GetBytes(record.Length));
                headers.Add("empty", []);
            },
            Partition = (_, _) => 0,
        });
        using var attempt = new SinkAttempt(sink, jobName: topic.JobName).Restore();
        attempt.Write("value", "gone", "");
        attempt.Prepare(1);
        topic.GiveUpTransactions();
        attempt.Commit(1);

        var read = topic.Committed();
        read.Select(r => r.Message.Value).ShouldBe(["value", null, ""]);
        read.Select(r => r.Message.Key).ShouldBe(["value", "gone", ""]);
        read.Select(r => BitConverter.ToInt32(r.Message.Headers.GetLastBytes("length"))).ShouldBe([5, 4, 0]);
        read.ShouldAllBe(r => r.Message.Headers.GetLastBytes("empty").Length == 0);
    }

    [Theory]
    [InlineData(DeliveryGuarantee.AtLeastOnce)]
    [InlineData(DeliveryGuarantee.None)]
    public async Task Sink_that_promises_less_from_now_on_keeps_what_was_promised(DeliveryGuarantee guarantee)
    {
        var topic = await Topic();
        var first = topic.Attempt().Restore();
        first.Write("a");
        var state = first.Prepare(1);
        first.Dispose();

        var sink = new KafkaSink<string>(topic.Options with { Guarantee = guarantee });
        var next = new SinkAttempt(sink, jobName: topic.JobName).Restore(1, state);
        topic.ReadVisible().ShouldBe(["a"]);
        next.Write("b");
        var promisesLess = next.Prepare(2);
        next.Dispose();

        using var back = topic.Attempt().Restore(2, promisesLess);
        back.Write("c");
        back.Prepare(3);
        back.Commit(3);
        topic.ReadVisible().Where(r => r != "b").ShouldBe(["a", "c"]);
    }

    private async Task<TransactionalTopic> Topic(TimeSpan? transactionTimeout = null) =>
        new(kafka.Bootstrap, await kafka.CreateTopic(), transactionTimeout);

    /// <summary>A topic whose job has no marker, and a state with an epoch in doubt: that of another job.</summary>
    private async Task<(TransactionalTopic Topic, ReadOnlyMemory<byte> State)> WithoutMarker()
    {
        var name = await kafka.CreateTopic();
        using var other = new TransactionalTopic(kafka.Bootstrap, name).Attempt().Restore();
        other.Write("a");
        return (new TransactionalTopic(kafka.Bootstrap, name), other.Prepare(1));
    }
}
