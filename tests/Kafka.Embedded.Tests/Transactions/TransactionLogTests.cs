using System.Collections.Immutable;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Groups;
using AkkaStreamProc.Connectors.Kafka.Embedded.Topics;
using AkkaStreamProc.Connectors.Kafka.Embedded.Transactions;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Transactions;

public sealed class TransactionLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("transaction-log-").FullName;

    private string File => Path.Combine(_directory, TransactionLog.Name);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Every_field_of_the_newest_state_of_each_id_comes_back()
    {
        TransactionMetadata full = new()
        {
            TransactionalId = "tx/ü",
            ProducerId = long.MaxValue,
            Epoch = 5,
            LastProducerId = 3,
            LastEpoch = 4,
            TimeoutMs = 60_000,
            State = TransactionState.PrepareAbort,
            StartedMs = 1,
            ChangedMs = 2,
            Partitions = [new TopicPartition("orders", 0), new TopicPartition("orders", 1)],
            Offsets = PendingOffsets.None
                .Add("empty", ImmutableDictionary<TopicPartition, CommittedOffset>.Empty)
                .Add("group", ImmutableDictionary<TopicPartition, CommittedOffset>.Empty.Add(new TopicPartition("orders", 7), new CommittedOffset("orders", 7, 8, 9, null))),
        };
        using (TransactionLog log = Open())
        {
            log.Write(State("tx/ü", 1));
            log.Write(State("other", 2));
            log.Write(full);
        }

        using TransactionLog again = Open();
        TransactionMetadata found = again.States.Single(state => state.TransactionalId == "tx/ü");

        again.States.Count.ShouldBe(2);
        TransactionRecord.Of(found).Length.ShouldBe(TransactionRecord.Of(full).Length);
        (found with { Partitions = full.Partitions, Offsets = full.Offsets }).ShouldBe(full);
        found.Partitions.ShouldBe(full.Partitions, ignoreOrder: true);
        found.Offsets["empty"].ShouldBeEmpty();
        found.Offsets["group"].ShouldBe(full.Offsets["group"]);
    }

    [Fact]
    public void Each_start_is_another_life_of_the_coordinator()
    {
        for (int life = 0; life < 3; life++)
        {
            using TransactionLog log = Open();
            log.CoordinatorEpoch.ShouldBe(life);
        }
    }

    [Fact]
    public void Log_cut_at_any_byte_of_its_last_record_loses_that_record_only()
    {
        using (TransactionLog log = Open())
        {
            log.Write(State("tx", 1));
        }

        int before = (int)new FileInfo(File).Length;
        using (TransactionLog log = Open())
        {
            log.Write(State("tx", 2));
        }

        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int cut = before; cut < whole.Length; cut++)
        {
            System.IO.File.WriteAllBytes(File, whole[..cut]);
            var reports = new List<string>();
            using var log = new TransactionLog(_directory, flush: false, reports.Add);

            log.States.Single().ProducerId.ShouldBe(1, $"cut at byte {cut}");
            reports.Count.ShouldBe(cut == before ? 0 : 1);
        }
    }

    [Fact]
    public void Damage_before_the_end_is_an_error_that_names_the_file()
    {
        using (TransactionLog log = Open())
        {
            log.Write(State("first", 1));
            log.Write(State("second", 2));
        }

        byte[] damaged = System.IO.File.ReadAllBytes(File);
        damaged[30] ^= 0x40;
        System.IO.File.WriteAllBytes(File, damaged);

        Should.Throw<EmbeddedKafkaDirectoryException>(() => Open()).Message.ShouldContain(File);
        System.IO.File.ReadAllBytes(File).ShouldBe(damaged, "nothing was cut");
    }

    [Fact]
    public void Log_does_not_grow_with_the_number_of_changes()
    {
        using (TransactionLog log = Open())
        {
            for (int i = 0; i < 40_000; i++)
            {
                log.Write(State("tx", i));
            }
        }

        new FileInfo(File).Length.ShouldBeLessThan(2 << 20);
        using TransactionLog again = Open();
        again.States.Single().ProducerId.ShouldBe(39_999);
    }

    private static TransactionMetadata State(string transactionalId, long producerId) => TransactionRules.Create(transactionalId, producerId, timeoutMs: 1000, nowMs: 10);

    private TransactionLog Open() => new(_directory, flush: false, _ => { });
}
