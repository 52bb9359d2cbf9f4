using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Producers;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

/// <summary>The state machine by itself: no sockets, no files, no clock.</summary>
public sealed class TransactionRulesTests
{
    private const int Timeout = 1000;
    private const long Fresh = 99;
    private static readonly TopicPartition First = new("orders", 0);
    private static readonly TopicPartition Second = new("orders", 1);

    [Fact]
    public void First_producer_of_an_id_has_epoch_zero_and_the_next_one_a_higher()
    {
        TransactionMetadata first = TransactionRules.Create("tx", 7, Timeout, nowMs: 10);
        TransactionMetadata second = Initialized(first);

        first.ShouldSatisfyAllConditions(
            state => state.Producer.ShouldBe(new ProducerIdentity(7, 0)),
            state => state.State.ShouldBe(TransactionState.Empty));
        second.Producer.ShouldBe(new ProducerIdentity(7, 1));
    }

    [Fact]
    public void Producer_that_announces_itself_aborts_the_open_transaction_under_an_epoch_of_nobody()
    {
        TransactionMetadata fenced = Next(TransactionRules.Initialize(Open(), expected: null, Timeout, nowMs: 20, Fresh));
        TransactionMetadata second = Initialized(TransactionRules.Complete(fenced, nowMs: 21));

        (fenced.State, fenced.Epoch).ShouldBe((TransactionState.PrepareAbort, (short)1));
        (second.State, second.Epoch).ShouldBe((TransactionState.Empty, (short)2));
        TransactionRules.End(second, Open().Producer, commit: true, nowMs: 22).Error.ShouldBe(ErrorCode.ProducerFenced);
        TransactionRules.CheckWrite(second, Open().Producer, First).ShouldBe(ErrorCode.InvalidProducerEpoch);
    }

    [Theory]
    [InlineData(TransactionState.PrepareCommit)]
    [InlineData(TransactionState.PrepareAbort)]
    internal void Decided_transaction_makes_everybody_wait(TransactionState state)
    {
        TransactionMetadata decided = Open() with { State = state };

        TransactionRules.Initialize(decided, null, Timeout, 20, Fresh).Error.ShouldBe(ErrorCode.ConcurrentTransactions);
        TransactionRules.AddPartitions(decided, decided.Producer, [Second], 20).Error.ShouldBe(ErrorCode.ConcurrentTransactions);
        TransactionRules.AddGroup(decided, decided.Producer, "group", 20).Error.ShouldBe(ErrorCode.ConcurrentTransactions);
        TransactionRules.CheckWrite(decided, decided.Producer, First).ShouldBe(ErrorCode.InvalidTransactionState);
        TransactionRules.Expire(decided, long.MaxValue).Next.ShouldBeNull();
    }

    [Theory]
    [InlineData(TransactionState.Empty, true, ErrorCode.InvalidTransactionState)]
    [InlineData(TransactionState.Empty, false, ErrorCode.InvalidTransactionState)]
    [InlineData(TransactionState.PrepareCommit, true, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionState.PrepareCommit, false, ErrorCode.InvalidTransactionState)]
    [InlineData(TransactionState.PrepareAbort, true, ErrorCode.InvalidTransactionState)]
    [InlineData(TransactionState.PrepareAbort, false, ErrorCode.ConcurrentTransactions)]
    [InlineData(TransactionState.CompleteCommit, true, ErrorCode.None)]
    [InlineData(TransactionState.CompleteCommit, false, ErrorCode.InvalidTransactionState)]
    [InlineData(TransactionState.CompleteAbort, true, ErrorCode.InvalidTransactionState)]
    [InlineData(TransactionState.CompleteAbort, false, ErrorCode.None)]
    internal void End_of_what_is_not_open_changes_nothing_and_has_its_code(TransactionState state, bool commit, ErrorCode expected)
    {
        TransactionMetadata current = Open() with { State = state };

        TransactionRules.End(current, current.Producer, commit, nowMs: 20).ShouldBe(new TransactionDecision(expected, null));
    }

    [Theory]
    [InlineData(true, TransactionState.PrepareCommit, TransactionState.CompleteCommit)]
    [InlineData(false, TransactionState.PrepareAbort, TransactionState.CompleteAbort)]
    internal void End_is_prepared_with_everything_and_completed_with_nothing_left(bool commit, TransactionState prepared, TransactionState completed)
    {
        TransactionMetadata open = WithOffset(Open(), "group", First, 5);

        TransactionMetadata decided = Next(TransactionRules.End(open, open.Producer, commit, nowMs: 20));
        TransactionMetadata done = TransactionRules.Complete(decided, nowMs: 30);

        decided.ShouldBe(open with { State = prepared, ChangedMs = 20 });
        (done.State, done.Partitions.Count, done.Offsets.Count, done.StartedMs, done.Producer).ShouldBe((completed, 0, 0, -1, open.Producer));
    }

    [Theory]
    [InlineData(8, 0, ErrorCode.InvalidProducerIdMapping)]
    [InlineData(7, 1, ErrorCode.ProducerFenced)]
    [InlineData(7, -1, ErrorCode.ProducerFenced)]
    internal void Stranger_changes_nothing(long producerId, short epoch, ErrorCode expected)
    {
        TransactionMetadata current = Open();
        var stranger = new ProducerIdentity(producerId, epoch);
        ErrorCode asWriter = expected == ErrorCode.ProducerFenced ? ErrorCode.InvalidProducerEpoch : expected;

        TransactionRules.AddPartitions(current, stranger, [Second], 20).ShouldBe(TransactionDecision.Refuse(expected));
        TransactionRules.AddGroup(current, stranger, "group", 20).ShouldBe(TransactionDecision.Refuse(expected));
        TransactionRules.End(current, stranger, commit: true, 20).ShouldBe(TransactionDecision.Refuse(expected));
        TransactionRules.AddOffsets(current, stranger, "group", [], 20).ShouldBe(TransactionDecision.Refuse(asWriter));
        TransactionRules.CheckWrite(current, stranger, First).ShouldBe(asWriter);
    }

    [Fact]
    public void Id_nobody_has_announced_is_not_known()
    {
        TransactionRules.AddPartitions(null, new ProducerIdentity(7, 0), [First], 20).Error.ShouldBe(ErrorCode.InvalidProducerIdMapping);
        TransactionRules.End(null, new ProducerIdentity(7, 0), commit: true, 20).Error.ShouldBe(ErrorCode.InvalidProducerIdMapping);
    }

    [Fact]
    public void Partitions_that_are_in_already_change_nothing_and_new_ones_keep_the_beginning()
    {
        TransactionMetadata open = Open();

        TransactionRules.AddPartitions(open, open.Producer, [First], nowMs: 20).ShouldBe(TransactionDecision.Unchanged);
        Next(TransactionRules.AddPartitions(open, open.Producer, [First, Second], nowMs: 20)).ShouldSatisfyAllConditions(
            state => state.Partitions.ShouldBe([First, Second], ignoreOrder: true),
            state => state.StartedMs.ShouldBe(open.StartedMs));
    }

    [Fact]
    public void Records_go_only_where_the_partition_has_joined()
    {
        TransactionMetadata open = Open();

        TransactionRules.CheckWrite(open, open.Producer, First).ShouldBe(ErrorCode.None);
        TransactionRules.CheckWrite(open, open.Producer, Second).ShouldBe(ErrorCode.InvalidTransactionState);
    }

    [Fact]
    public void Offsets_are_kept_only_of_groups_that_have_joined_and_the_newest_of_a_partition_counts()
    {
        TransactionMetadata open = Open();
        TransactionRules.AddOffsets(open, open.Producer, "group", [new CommittedOffset("orders", 0, 5, -1, null)], 20).Error.ShouldBe(ErrorCode.InvalidTransactionState);

        TransactionMetadata later = WithOffset(WithOffset(open, "group", First, 5), "group", First, 6);

        later.Offsets["group"].Values.ShouldHaveSingleItem().Offset.ShouldBe(6);
    }

    [Fact]
    public void Transaction_is_aborted_and_its_producer_fenced_when_its_time_is_up()
    {
        TransactionMetadata open = Open();

        TransactionRules.Expire(open, open.StartedMs + Timeout - 1).ShouldBe(TransactionDecision.Unchanged);
        TransactionMetadata expired = Next(TransactionRules.Expire(open, open.StartedMs + Timeout));

        (expired.State, expired.Epoch).ShouldBe((TransactionState.PrepareAbort, (short)1));
    }

    [Fact]
    public void Producer_that_goes_on_gets_the_next_epoch_and_the_same_again_when_the_answer_was_lost()
    {
        TransactionMetadata current = TransactionRules.Create("tx", 7, Timeout, 10) with { Epoch = 4 };

        TransactionMetadata bumped = Next(TransactionRules.Initialize(current, current.Producer, Timeout, 20, Fresh));
        TransactionMetadata again = Next(TransactionRules.Initialize(bumped, current.Producer, Timeout, 21, Fresh));

        bumped.Producer.ShouldBe(new ProducerIdentity(7, 5));
        again.Producer.ShouldBe(bumped.Producer);
        TransactionRules.Initialize(Initialized(bumped), current.Producer, Timeout, 22, Fresh).Error.ShouldBe(ErrorCode.ProducerFenced);
    }

    [Fact]
    public void Producer_that_goes_on_out_of_an_open_transaction_aborts_it_and_gets_the_epoch_of_the_abort()
    {
        TransactionMetadata open = Open();

        TransactionMetadata fenced = Next(TransactionRules.Initialize(open, open.Producer, Timeout, 20, Fresh));
        TransactionMetadata next = Next(TransactionRules.Initialize(TransactionRules.Complete(fenced, 21), open.Producer, Timeout, 21, Fresh));

        fenced.State.ShouldBe(TransactionState.PrepareAbort);
        next.ShouldSatisfyAllConditions(
            state => state.Producer.ShouldBe(fenced.Producer),
            state => state.State.ShouldBe(TransactionState.Empty));
    }

    [Fact]
    public void Producer_of_another_id_than_recorded_is_fenced()
    {
        TransactionMetadata current = TransactionRules.Create("tx", 7, Timeout, 10);

        TransactionRules.Initialize(current, new ProducerIdentity(8, 0), Timeout, 20, Fresh).Error.ShouldBe(ErrorCode.ProducerFenced);
    }

    [Fact]
    public void Used_up_epochs_make_a_fresh_producer_id_that_may_be_asked_for_twice()
    {
        TransactionMetadata current = TransactionRules.Create("tx", 7, Timeout, 10) with { Epoch = short.MaxValue - 1 };

        TransactionMetadata rotated = Next(TransactionRules.Initialize(current, current.Producer, Timeout, 20, Fresh));
        TransactionMetadata again = Next(TransactionRules.Initialize(rotated, current.Producer, Timeout, 21, freshProducerId: 100));

        rotated.Producer.ShouldBe(new ProducerIdentity(Fresh, 0));
        again.Producer.ShouldBe(rotated.Producer);
    }

    [Fact]
    public void Fencing_in_the_last_epoch_still_works_and_is_followed_by_a_fresh_producer_id()
    {
        TransactionMetadata open = Open() with { Epoch = short.MaxValue - 1 };

        foreach (ProducerIdentity? expected in new ProducerIdentity?[] { null, open.Producer })
        {
            TransactionMetadata fenced = Next(TransactionRules.Initialize(open, expected, Timeout, 20, Fresh));
            TransactionMetadata next = Next(TransactionRules.Initialize(TransactionRules.Complete(fenced, 21), expected, Timeout, 21, Fresh));

            fenced.Epoch.ShouldBe(short.MaxValue);
            next.Producer.ShouldBe(new ProducerIdentity(Fresh, 0));
        }
    }

    private static TransactionMetadata Open() =>
        Next(TransactionRules.AddPartitions(TransactionRules.Create("tx", 7, Timeout, nowMs: 10), new ProducerIdentity(7, 0), [First], nowMs: 15));

    private static TransactionMetadata Initialized(TransactionMetadata current) => Next(TransactionRules.Initialize(current, expected: null, Timeout, nowMs: 30, Fresh));

    private static TransactionMetadata WithOffset(TransactionMetadata open, string group, TopicPartition partition, long offset)
    {
        TransactionDecision joined = TransactionRules.AddGroup(open, open.Producer, group, nowMs: 16);
        return Next(TransactionRules.AddOffsets(joined.Next ?? open, open.Producer, group, [new CommittedOffset(partition.Topic, partition.Partition, offset, -1, null)], nowMs: 17));
    }

    private static TransactionMetadata Next(TransactionDecision decision)
    {
        decision.Error.ShouldBe(ErrorCode.None);
        return decision.Next.ShouldNotBeNull();
    }
}
