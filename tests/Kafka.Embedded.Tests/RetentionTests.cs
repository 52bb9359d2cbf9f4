using AkkaStreamProc.Connectors.Kafka.Embedded;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;
using Microsoft.Extensions.Time.Testing;

namespace AkkaStreamProc.Kafka.Embedded.Tests;

public sealed class RetentionTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("retention-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(10_000));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Everything_is_kept_by_default()
    {
        using PartitionLog log = Filled(new LogSettings { SegmentBytes = 100 });

        _time.Advance(TimeSpan.FromDays(10_000));
        log.ApplyRetention();

        log.Offsets().ShouldBe((0, 5));
    }

    [Fact]
    public void Segments_older_than_allowed_go_and_younger_ones_stay()
    {
        using PartitionLog log = Filled(new LogSettings { SegmentBytes = 100, RetentionMs = 7_500 });

        log.ApplyRetention();

        log.Offsets().ShouldBe((2, 5));
        log.Plan(1, 1000, true, IsolationLevel.ReadUncommitted).Error.ShouldBe(ErrorCode.OffsetOutOfRange);
        LogFiles().ShouldBe(3);
    }

    [Fact]
    public void Log_that_is_wholly_too_old_becomes_empty_and_keeps_its_offsets()
    {
        using (PartitionLog log = Filled(new LogSettings { SegmentBytes = 100, RetentionMs = 1_000 }))
        {
            log.ApplyRetention();
            log.Offsets().ShouldBe((5, 5));
            LogFiles().ShouldBe(1);
        }

        using PartitionLog again = PartitionLog.Open(_directory, new LogSettings(), _time, _ => { });
        again.Append(Batches.Of([9_000])).BaseOffset.ShouldBe(5);
    }

    [Fact]
    public void Oldest_segments_go_while_enough_bytes_remain()
    {
        int segment = Batches.Of([0], valueBytes: 50).Length;
        using PartitionLog log = Filled(new LogSettings { SegmentBytes = 100, RetentionBytes = segment * 2 });

        log.ApplyRetention();

        log.Offsets().ShouldBe((3, 5));
    }

    [Fact]
    public async Task Broker_applies_retention_by_its_own_clock()
    {
        await using EmbeddedKafka kafka = await EmbeddedKafka.StartAsync(new EmbeddedKafkaOptions { TimeProvider = _time, RetentionCheckInterval = TimeSpan.FromSeconds(5) });
        await kafka.CreateTopicAsync("orders", configs: new Dictionary<string, string> { ["retention.ms"] = "4000" });
        using RawClient client = await RawClient.ConnectAsync(kafka);
        await client.ProduceAsync("orders", 0, Batches.Of([10_000]));

        _time.Advance(TimeSpan.FromSeconds(5));

        (await client.FetchAsync("orders", 0)).Error.ShouldBe(ErrorCode.OffsetOutOfRange);
        (await client.FetchAsync("orders", 1)).LogStartOffset.ShouldBe(1);
    }

    /// <summary>Five segments of one record each, at 1, 2, 3, 4 and 5 seconds; it is second 10.</summary>
    private PartitionLog Filled(LogSettings settings)
    {
        PartitionLog log = PartitionLog.Open(_directory, settings, _time, _ => { });
        for (int second = 1; second <= 5; second++)
        {
            log.Append(Batches.Of([second * 1000], valueBytes: 50)).Error.ShouldBe(ErrorCode.None);
        }

        return log;
    }

    private int LogFiles() => Directory.EnumerateFiles(_directory, "*.log").Count();
}
