using System.Globalization;
using AkkaStreamProc.Connectors.Kafka.Embedded.Logs;
using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;
using AkkaStreamProc.Kafka.Embedded.Tests.Raw;

namespace AkkaStreamProc.Kafka.Embedded.Tests.Compaction;

public sealed class CompactionTests : IDisposable
{
    private const int Histories = 60;
    private const int Steps = 60;
    private const long Plain = -1;
    private readonly string _root = Directory.CreateTempSubdirectory("compaction-").FullName;
    private int _directories;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Newest_record_of_each_key_stays_at_its_offset_and_the_segment_in_use_is_left_alone()
    {
        using var log = new KeyedLog(NewDirectory());
        for (int i = 0; i < 20; i++)
        {
            log.Write(Plain, ($"key-{i % 3}", $"value-{i}"), ("same", $"{i}"));
        }

        long bytes = log.Log.Bytes;
        log.Log.Compact(CancellationToken.None);

        log.ShouldBeRight("after compaction");
        log.ShouldBeCompact("after compaction");
        log.Log.Bytes.ShouldBeLessThan(bytes / 2);
        Fill(log);
        int files = Directory.GetFiles(log.DirectoryPath).Length;
        log.Log.Compact(CancellationToken.None);
        log.ShouldBeRight("after another");
        Directory.GetFiles(log.DirectoryPath).Length.ShouldBeLessThan(files, "segments of which little is left become one");
    }

    [Fact]
    public void Tombstone_goes_when_its_time_is_over_and_takes_the_key_with_it()
    {
        using var log = new KeyedLog(NewDirectory());
        log.Write(Plain, ("gone", "value"));
        log.Write(Plain, ("gone", null));
        Fill(log);

        log.Log.Compact(CancellationToken.None);
        log.ShouldBeRight("young");
        log.Time.Advance(TimeSpan.FromMilliseconds(1000 * KeyedLog.TombstoneRetentionMs));
        log.Log.Compact(CancellationToken.None);

        log.ShouldBeRight("old");
        log.ShouldBeCompact("old");
    }

    [Fact]
    public void Records_younger_than_the_lag_are_not_compacted()
    {
        using var log = new KeyedLog(NewDirectory());
        log.Log.Configure(new LogSettings { SegmentBytes = 400, Compacts = true, MinCompactionLagMs = 5_000 });
        Fill(log);
        Fill(log);
        long before = log.Log.Bytes;

        log.Log.Compact(CancellationToken.None);
        log.Log.Bytes.ShouldBe(before);
        log.Time.Advance(TimeSpan.FromSeconds(6));
        log.Log.Compact(CancellationToken.None);

        log.Log.Bytes.ShouldBeLessThan(before);
        log.ShouldBeRight("after the lag");
    }

    [Fact]
    public void Record_without_a_key_is_refused_where_keys_decide()
    {
        using var log = new KeyedLog(NewDirectory());

        log.Log.Append(Batches.Keyed([("key", "value"), (null, "value")], 1_000_000)).Error.ShouldBe(ErrorCode.InvalidRecord);

        log.ShouldBeRight("after the refusal");
    }

    [Fact]
    public void Histories_of_every_kind_of_producer_are_the_same_to_readers_and_producers_however_they_are_compacted_and_killed()
    {
        for (int seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            using var log = new KeyedLog(NewDirectory());
            for (int step = 0; step < Steps; step++)
            {
                Live(log, random);
                if (random.Next(6) == 0)
                {
                    CompactAndPerhapsDie(log, random);
                    log.ShouldBeRight(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, step {step}"));
                }
            }

            foreach (long producer in log.Transactions)
            {
                log.End(producer, commit: random.Next(2) == 0);
            }

            Fill(log);
            log.Log.Compact(CancellationToken.None);
            log.Time.Advance(TimeSpan.FromMilliseconds(1000 * KeyedLog.TombstoneRetentionMs));
            log.Log.Compact(CancellationToken.None);
            log.Log.Compact(CancellationToken.None);
            log.ShouldBeRight(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, at the end"));
            log.ShouldBeCompact(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, at the end"));
            log.Reopen();
            log.ShouldBeRight(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, opened again"));
        }
    }

    private static void Live(KeyedLog log, Random random)
    {
        log.Time.Advance(TimeSpan.FromMilliseconds(random.Next(4) == 0 ? KeyedLog.TombstoneRetentionMs : 100));
        (string? Key, string? Value)[] records =
        [
            .. Enumerable.Range(0, random.Next(1, 5)).Select(_ => ((string?)$"key-{random.Next(5)}", random.Next(4) == 0 ? null : $"value-{random.Next(1000)}")),
        ];
        switch (random.Next(8))
        {
            case 0 or 1:
                log.Write(Plain, records);
                break;
            case 2 or 3:
                log.Write(random.Next(100, 102), records);
                break;
            case 4 or 5 or 6:
                log.WriteInTransaction(random.Next(1, 4), records);
                break;
            default:
                log.End(random.Next(1, 4), commit: random.Next(2) == 0);
                break;
        }
    }

    /// <summary>Compacts; and one time in two lets the process die before, between or after the steps of a replacement.</summary>
    private void CompactAndPerhapsDie(KeyedLog log, Random random)
    {
        if (random.Next(2) == 0)
        {
            log.Log.Compact(CancellationToken.None);
            return;
        }

        string dead = NewDirectory();
        Copy(log.DirectoryPath, dead);
        log.Log.Compact(CancellationToken.None);
        // Groups are replaced one after the other, the oldest first; the death comes in the middle of one of them.
        string[] made = [.. Directory.GetFiles(log.DirectoryPath, "*.log").Where(path => !Same(path, Path.Combine(dead, Path.GetFileName(path)))).Order()];
        int dying = random.Next(made.Length + 1);
        for (int group = 0; group < Math.Min(dying + 1, made.Length); group++)
        {
            int steps = Replaced(log.DirectoryPath, dead, made[group]).Length + 2;
            Replace(log.DirectoryPath, dead, made[group], group < dying ? steps : random.Next(steps + 1), random);
        }

        log.Reopen(dead);
        Directory.GetFiles(dead).ShouldAllBe(path => path.EndsWith(".log", StringComparison.Ordinal));
    }

    /// <summary>Lays beside what was what came into being, as it is after so many steps of the replacement; 0 is in the middle of writing it.</summary>
    private static void Replace(string after, string dead, string replacement, int steps, Random random)
    {
        string name = Path.GetFileNameWithoutExtension(replacement);
        byte[] content = File.ReadAllBytes(replacement);
        string[] replaced = Replaced(after, dead, replacement);
        if (steps == 0)
        {
            File.WriteAllBytes(Path.Combine(dead, name + ".cleaned"), content[..random.Next(content.Length)]);
            return;
        }

        foreach (string path in replaced.OrderDescending().Take(steps - 1))
        {
            File.Delete(path);
        }

        File.WriteAllBytes(Path.Combine(dead, name + (steps > replaced.Length + 1 ? ".log" : ".swap")), content);
    }

    /// <summary>The files that a replacement makes superfluous: those behind it that are not there afterwards, up to the next that is.</summary>
    private static string[] Replaced(string after, string before, string replacement) =>
    [
        .. Directory.GetFiles(before, "*.log")
            .Where(path => string.CompareOrdinal(Path.GetFileName(path), Path.GetFileName(replacement)) > 0)
            .Order()
            .TakeWhile(path => !File.Exists(Path.Combine(after, Path.GetFileName(path)))),
    ];

    private static void Fill(KeyedLog log)
    {
        for (int i = 0; i < 10; i++)
        {
            log.Write(Plain, ("filler", new string('x', 60)));
        }
    }

    private static bool Same(string path, string other) => File.Exists(other) && File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(other));

    private static void Copy(string from, string to)
    {
        foreach (string path in Directory.GetFiles(from))
        {
            File.Copy(path, Path.Combine(to, Path.GetFileName(path)));
        }
    }

    private string NewDirectory() => Directory.CreateDirectory(Path.Combine(_root, $"{_directories++}")).FullName;
}
