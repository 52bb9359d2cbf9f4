using System.Text;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Clients;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Confluent.Kafka;
using ErrorCode = AkkaStreamProc.Connectors.Kafka.Embedded.Wire.ErrorCode;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class RecoveryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("recovery-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Everything_acknowledged_is_there_after_a_restart()
    {
        const int count = 1000;
        var options = new EmbeddedKafkaOptions { DataDirectory = _directory };
        await using (EmbeddedKafka before = await EmbeddedKafka.StartAsync(options))
        {
            await before.CreateTopicAsync("orders", 3, new Dictionary<string, string> { ["segment.bytes"] = "2000" });
            using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(before.BootstrapServers, config => config.BatchNumMessages = 10);
            for (int i = 0; i < count; i++)
            {
                producer.Produce(new TopicPartition("orders", i % 3), new Message<byte[]?, byte[]?> { Value = Encoding.UTF8.GetBytes($"{i}") });
            }

            producer.Flush(KafkaClients.Patience).ShouldBe(0);
        }

        await using EmbeddedKafka after = await EmbeddedKafka.StartAsync(options);
        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(after.BootstrapServers);
        consumer.Assign(Enumerable.Range(0, 3).Select(partition => new TopicPartitionOffset("orders", partition, Offset.Beginning)));

        consumer.Take(count).Select(record => int.Parse(Encoding.UTF8.GetString(record.Message.Value!))).Order().ShouldBe(Enumerable.Range(0, count));
        Directory.EnumerateFiles(_directory, "*.log", SearchOption.AllDirectories).Count().ShouldBeGreaterThan(3, "segments have rolled");
    }

    [Fact]
    public async Task Live_client_goes_on_after_the_broker_has_been_away()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { DataDirectory = _directory });
        await kafka.CreateTopicAsync("orders");
        using IProducer<byte[]?, byte[]?> producer = KafkaClients.Producer(kafka.BootstrapServers);
        using IConsumer<byte[]?, byte[]?> consumer = KafkaClients.Consumer(kafka.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset("orders", 0, Offset.Beginning));
        await producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [1] });
        consumer.Take(1);
        string address = kafka.BootstrapServers;

        await kafka.StopAsync();
        Task<DeliveryResult<byte[]?, byte[]?>> during = producer.ProduceAsync("orders", new Message<byte[]?, byte[]?> { Value = [2] });
        await kafka.StartAgainAsync();

        (await during.WaitAsync(KafkaClients.Patience)).Offset.Value.ShouldBe(1);
        consumer.Take(1).Single().Message.Value.ShouldBe([2]);
        kafka.BootstrapServers.ShouldBe(address);
    }

    [Fact]
    public void Log_cut_at_any_byte_of_its_last_batch_loses_that_batch_only_and_takes_new_ones()
    {
        byte[] first = Batches.Of([1000, 1001]);
        byte[] last = Batches.Of([2000]);
        string file = LogSegment.PathOf(_directory, 0);
        using (PartitionLog log = Open())
        {
            log.Append(first);
            log.Append(last);
        }

        byte[] whole = File.ReadAllBytes(file);
        for (int cut = first.Length; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(file, whole[..cut]);
            using PartitionLog log = Open();
            log.Offsets().ShouldBe((0, 2), $"cut at byte {cut}");
            new FileInfo(file).Length.ShouldBe(first.Length);
            log.Append([.. Batches.Of([3000])]).BaseOffset.ShouldBe(2);
        }
    }

    [Fact]
    public void Last_batch_with_any_byte_spoilt_is_cut_off()
    {
        byte[] first = Batches.Of([1000, 1001]);
        string file = LogSegment.PathOf(_directory, 0);
        using (PartitionLog log = Open())
        {
            log.Append(first);
            log.Append(Batches.Of([2000]));
        }

        byte[] whole = File.ReadAllBytes(file);
        for (int spoilt = first.Length + BatchHeader.MagicAt; spoilt < whole.Length; spoilt++)
        {
            byte[] damaged = [.. whole];
            damaged[spoilt] ^= 0x40;
            File.WriteAllBytes(file, damaged);
            using PartitionLog log = Open();
            log.Offsets().End.ShouldBe(2, $"spoilt at byte {spoilt}");
        }
    }

    [Fact]
    public void Damage_before_the_last_segment_is_an_error_that_names_the_file()
    {
        using (PartitionLog log = PartitionLog.Open(_directory, new LogSettings { SegmentBytes = 100 }, TimeProvider.System, _ => { }))
        {
            log.Append(Batches.Of([1000], valueBytes: 50));
            log.Append(Batches.Of([2000], valueBytes: 50));
        }

        string file = LogSegment.PathOf(_directory, 0);
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^1]);

        Should.Throw<EmbeddedKafkaDirectoryException>(() => Open()).Message.ShouldContain(file);
        new FileInfo(file).Length.ShouldBeGreaterThan(0, "nothing was cut");
    }

    [Fact]
    public void Torn_batch_before_a_segment_that_misses_nothing_is_cut_off()
    {
        using (PartitionLog log = PartitionLog.Open(_directory, new LogSettings { SegmentBytes = 100 }, TimeProvider.System, _ => { }))
        {
            log.Append(Batches.Of([1000], valueBytes: 50));
            log.Append(Batches.Of([2000], valueBytes: 50));
        }

        string file = LogSegment.PathOf(_directory, 0);
        byte[] sound = File.ReadAllBytes(file);
        File.WriteAllBytes(file, [.. sound, .. Batches.Of([1500], valueBytes: 50)[..70]]);
        var reports = new List<string>();

        using PartitionLog again = PartitionLog.Open(_directory, new LogSettings(), TimeProvider.System, reports.Add);

        again.Offsets().ShouldBe((0, 2));
        File.ReadAllBytes(file).ShouldBe(sound);
        reports.Single().ShouldContain(file);
    }

    [SmallDiskFact]
    public void Log_that_met_a_full_disk_goes_on_when_there_is_room_and_can_be_opened_again()
    {
        using var disk = new SmallDisk(megabytes: 1);
        var settings = new LogSettings { SegmentBytes = 200_000 };
        string file = LogSegment.PathOf(disk.Directory, 0);
        using (PartitionLog log = PartitionLog.Open(disk.Directory, settings, TimeProvider.System, _ => { }))
        {
            log.Append(Batches.Of([1000], valueBytes: 60_000)).BaseOffset.ShouldBe(0);
            using (disk.FillUpTo(freeBytes: 32_768))
            {
                Should.Throw<IOException>(() => log.Append(Batches.Of([2000], valueBytes: 60_000)));
            }

            // Too large for the segment with what was written in vain: the next one begins.
            log.Append(Batches.Of([3000], valueBytes: 150_000)).BaseOffset.ShouldBe(1);
        }

        new FileInfo(file).Length.ShouldBe(Batches.Of([1000], valueBytes: 60_000).Length);
        using PartitionLog again = PartitionLog.Open(disk.Directory, settings, TimeProvider.System, report => Assert.Fail(report));
        again.Offsets().ShouldBe((0, 2));
    }

    [Fact]
    public void Batches_larger_than_the_recovery_buffer_are_recovered()
    {
        var settings = new LogSettings { MaxBatchBytes = 8 << 20 };
        using (PartitionLog log = PartitionLog.Open(_directory, settings, TimeProvider.System, _ => { }))
        {
            foreach (int megabytes in (int[])[1, 3, 0, 5])
            {
                log.Append(Batches.Of([1000], valueBytes: (megabytes << 20) + 7)).Error.ShouldBe(ErrorCode.None);
            }
        }

        using PartitionLog again = PartitionLog.Open(_directory, settings, TimeProvider.System, report => Assert.Fail(report));
        again.Offsets().ShouldBe((0, 4));
    }

    [Fact]
    public void Repair_is_reported_with_the_file_and_the_bytes()
    {
        using (PartitionLog log = Open())
        {
            log.Append(Batches.Of([1000]));
        }

        string file = LogSegment.PathOf(_directory, 0);
        File.AppendAllText(file, "torn");
        var reports = new List<string>();
        using PartitionLog repaired = PartitionLog.Open(_directory, new LogSettings(), TimeProvider.System, reports.Add);

        reports.Single().ShouldBe($"Cut 4 bytes of an unfinished write off the end of {file}.");
    }

    private PartitionLog Open() => PartitionLog.Open(_directory, new LogSettings(), TimeProvider.System, _ => { });
}
