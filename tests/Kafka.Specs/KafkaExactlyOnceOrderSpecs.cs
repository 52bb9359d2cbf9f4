using AkkaStreamProc.Connectors.Kafka;

namespace AkkaStreamProc.Kafka.Specs;

/// <summary>Lost transactions change neither the order of records nor what a successor has committed.</summary>
public sealed class KafkaExactlyOnceOrderSpecs(KafkaFixture kafka) : IClassFixture<KafkaFixture>
{
    [Fact]
    public async Task Epoch_that_lost_its_transaction_is_written_again_before_later_records()
    {
        var topic = await Topic();
        using var sink = topic.Attempt().Restore();
        sink.Write("1");
        sink.Prepare(1);
        topic.GiveUpTransactions(0);
        sink.Write("2");
        sink.Prepare(2);
        sink.Write("3");

        sink.Commit(1);
        topic.ReadVisible().ShouldBe(["1"]);
        sink.Write("4");
        sink.Commit(2);
        sink.Prepare(3);
        sink.Commit(3);

        topic.ReadVisible().ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public async Task Epochs_of_aborted_checkpoints_are_visible_at_once_and_in_order()
    {
        var topic = await Topic();
        using var sink = topic.Attempt().Restore();
        for (var id = 1; id <= 4; id++)
        {
            sink.Write($"{id}");
            sink.Prepare(id);
        }

        sink.Write("5");
        sink.Commit(4);
        topic.ReadVisible().ShouldBe(["1", "2", "3", "4"]);

        sink.Write("6");
        sink.Prepare(5);
        sink.Commit(5);
        topic.ReadVisible().ShouldBe(["1", "2", "3", "4", "5", "6"]);
    }

    [Fact]
    public async Task Epoch_that_lost_its_transaction_after_aborted_checkpoints_is_written_again_in_order()
    {
        var topic = await Topic();
        using var sink = topic.Attempt().Restore();
        for (var id = 1; id <= 4; id++)
        {
            sink.Write($"{id}");
            sink.Prepare(id);
        }

        sink.Write("5");
        topic.GiveUpTransactions();
        sink.Commit(4);
        sink.Prepare(5);
        sink.Commit(5);

        topic.ReadVisible().ShouldBe(["1", "2", "3", "4", "5"]);
        topic.ReadOpen().ShouldBeEmpty();
    }

    [Fact]
    public async Task Zombie_whose_successor_is_ahead_ends_and_does_not_set_the_marker_back()
    {
        var topic = await Topic();
        using var zombie = topic.Attempt().Restore();
        zombie.Write("a");
        var first = zombie.Prepare(1);
        var next = topic.Attempt().Restore(1, first);
        next.Write("b");
        var second = next.Prepare(2);
        next.Commit(2);

        Should.Throw<KafkaConnectorException>(() => zombie.Commit(1)).Message.ShouldContain("newer attempt");
        next.Dispose();
        using var last = topic.Attempt().Restore(2, second);

        topic.ReadVisible().ShouldBe(["a", "b"]);
    }

    private async Task<TransactionalTopic> Topic() => new(kafka.Bootstrap, await kafka.CreateTopic());
}
