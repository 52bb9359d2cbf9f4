using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

/// <summary>
/// The death of the broker between any two steps of an end: decided in the transaction log, marker by marker, offsets, completed in the transaction log.
/// The files are brought to exactly what that step leaves, and the broker is started on them.
/// </summary>
public sealed class TransactionRecoveryTests : IDisposable
{
    private const int Partitions = 3;
    private readonly string _directory = Directory.CreateTempSubdirectory("transactions-").FullName;

    public static TheoryData<bool, int> Steps()
    {
        var steps = new TheoryData<bool, int>();
        foreach (bool commit in (bool[])[true, false])
        {
            for (int markers = 0; markers <= Partitions + 1; markers++)
            {
                steps.Add(commit, markers);
            }
        }

        return steps;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Decided_transaction_is_carried_out_at_the_next_start_whatever_was_done_before(bool commit, int steps)
    {
        ProducerIdentity producer = await LeaveOpenAsync();
        Decide(commit, steps);

        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ListTransactionsAsync()).ShouldBe([("tx", producer.Id, commit ? "CompleteCommit" : "CompleteAbort")]);
        for (int partition = 0; partition < Partitions; partition++)
        {
            RawFetch fetch = await client.FetchAsync("orders", 0, partition: partition, isolation: IsolationLevel.ReadCommitted);
            fetch.LastStableOffset.ShouldBe(2, "a record and one marker");
            fetch.Aborted.Count.ShouldBe(commit ? 0 : 1);
        }

        (await client.OffsetAsync("group", "orders", 0, requireStable: true)).ShouldBe((ErrorCode.None, commit ? 5 : -1));
        (await client.EndTransactionAsync(producer, commit)).ShouldBe(ErrorCode.None, "asking again for what is done");
        (await client.AddPartitionsAsync(producer, "orders", [0])).ShouldBe([ErrorCode.None]);
        (await client.WriteAsync(producer, "orders", 0, sequence: 1)).ShouldBe((ErrorCode.None, 2));
    }

    [Fact]
    public async Task Undecided_transaction_is_still_open_after_a_restart_and_can_be_ended()
    {
        ProducerIdentity producer = await LeaveOpenAsync();

        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ListTransactionsAsync("Ongoing")).ShouldBe([("tx", producer.Id, "Ongoing")]);
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(0);
        (await client.WriteAsync(producer, "orders", 0, sequence: 1)).ShouldBe((ErrorCode.None, 1));
        (await client.EndTransactionAsync(producer, commit: true)).ShouldBe(ErrorCode.None);
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).LastStableOffset.ShouldBe(3);
        (await client.ListTransactionsAsync("Ongoing")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Successor_after_a_restart_aborts_what_was_left_open()
    {
        ProducerIdentity zombie = await LeaveOpenAsync();

        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        (ErrorCode error, ProducerIdentity successor) = await client.InitTransactionsAsync();

        error.ShouldBe(ErrorCode.None);
        successor.Id.ShouldBe(zombie.Id);
        successor.Epoch.ShouldBeGreaterThan(zombie.Epoch);
        (await client.ListTransactionsAsync("Ongoing", "PrepareAbort", "PrepareCommit")).ShouldBeEmpty();
        (await client.EndTransactionAsync(zombie, commit: true)).ShouldBe(ErrorCode.ProducerFenced);
    }

    [Fact]
    public async Task Aborted_transactions_are_known_after_a_restart_and_a_torn_marker_leaves_its_transaction_open()
    {
        await LeaveOpenAsync();
        Decide(commit: false, steps: Partitions);
        string log = LogFiles().First();
        File.WriteAllBytes(log, File.ReadAllBytes(log)[..^1]);

        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        for (int partition = 0; partition < Partitions; partition++)
        {
            RawFetch fetch = await client.FetchAsync("orders", 0, partition: partition, isolation: IsolationLevel.ReadCommitted);
            (fetch.Aborted.Count, fetch.LastStableOffset, fetch.Batches.Count).ShouldBe((1, 2, 2));
        }
    }

    [Fact]
    public async Task Lost_transaction_log_leaves_nothing_hanging()
    {
        ProducerIdentity producer = await LeaveOpenAsync();
        File.Delete(Path.Combine(_directory, TransactionLog.Name));

        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);

        (await client.ListTransactionsAsync()).ShouldBeEmpty();
        (await client.FetchAsync("orders", 0, isolation: IsolationLevel.ReadCommitted)).ShouldSatisfyAllConditions(
            fetch => fetch.LastStableOffset.ShouldBe(2),
            fetch => fetch.Aborted.ShouldBe([(producer.Id, 0)]));
    }

    [Fact]
    public async Task Marker_of_a_restarted_coordinator_has_a_higher_epoch()
    {
        ProducerIdentity producer = await LeaveOpenAsync();

        await using EmbeddedKafka kafka = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.EndTransactionAsync(producer, commit: true);

        RawFetch fetch = await client.FetchAsync("orders", 1);
        ControlBatch.Read(fetch.Records).ShouldBe(new EndMarker(IsCommit: true, CoordinatorEpoch: 1));
    }

    private static void Complete(TransactionMetadata decided, IEnumerable<PartitionLog> logs, int steps, string directory)
    {
        bool commit = decided.State == TransactionState.PrepareCommit;
        foreach (PartitionLog log in logs.Take(steps))
        {
            log.End(decided.Producer, new EndMarker(commit, CoordinatorEpoch: 0), onlyWhereOpen: false);
        }

        if (commit && steps > Partitions)
        {
            var offsets = new OffsetStore(Path.Combine(directory, "groups"), flush: false);
            offsets.Commit("group", [.. decided.Offsets["group"].Values]);
        }
    }

    /// <summary>Writes what the broker has written when it dies after this many steps of an end, itself the first.</summary>
    private void Decide(bool commit, int steps)
    {
        using var transactions = new TransactionLog(_directory, flush: false, Assert.Fail);
        TransactionMetadata open = transactions.States.Single();
        TransactionMetadata decided = TransactionRules.End(open, open.Producer, commit, open.ChangedMs + 1).Next.ShouldNotBeNull();
        transactions.Write(decided);
        List<PartitionLog> logs = [.. LogFiles().Select(path => PartitionLog.Open(Path.GetDirectoryName(path)!, new LogSettings(), TimeProvider.System, Assert.Fail))];
        Complete(decided, logs, steps, _directory);
        logs.ForEach(log => log.Dispose());
    }

    private IEnumerable<string> LogFiles() => Directory.EnumerateFiles(_directory, "*" + LogSegment.Extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    private Task<EmbeddedKafka> StartAsync() => EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory });

    /// <summary>A broker's life that ends with an open transaction: a record in each partition, and an offset.</summary>
    private async Task<ProducerIdentity> LeaveOpenAsync()
    {
        await using EmbeddedKafka kafka = await StartAsync();
        await kafka.CreateTopicAsync("orders", Partitions);
        using RawClient client = await RawClient.ConnectAsync(kafka);
        ProducerIdentity producer = (await client.InitTransactionsAsync()).Producer;
        await client.AddPartitionsAsync(producer, "orders", [.. Enumerable.Range(0, Partitions)]);
        for (int partition = 0; partition < Partitions; partition++)
        {
            (await client.WriteAsync(producer, "orders", partition, sequence: 0)).ShouldBe((ErrorCode.None, 0));
        }

        await client.AddOffsetsAsync(producer, "group");
        (await client.CommitOffsetAsync(producer, "group", "orders", 0, 5)).ShouldBe(ErrorCode.None);
        return producer;
    }
}
