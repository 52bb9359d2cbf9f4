using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AkkaStreamProc.Host.Tests.Processes;

/// <summary>A file of clicks, and what any right job must count in it: a batch computation that shares no code with the product.</summary>
internal sealed class ClickLog
{
    private const long StartMs = 1_704_067_200_000;
    private const int StepMs = 40;

    private readonly Dictionary<(string User, long WindowStart), long> _counts = [];
    private readonly long _windowMs;
    private readonly long _boundMs;
    private long _maxTime = long.MinValue;

    private ClickLog(TimeSpan window, TimeSpan bound)
    {
        _windowMs = (long)window.TotalMilliseconds;
        _boundMs = (long)bound.TotalMilliseconds;
    }

    public int Records { get; private set; }

    public int Late { get; private set; }

    public int Bad { get; private set; }

    public int Windows => _counts.Count;

    /// <summary>The line the Host ends with.</summary>
    public string Summary => $"records in={Records} out={Windows} late={Late} bad={Bad}";

    /// <summary>Writes a log with disorder, stragglers and bad records that follow from a seed.</summary>
    public static ClickLog Write(string path, int records, TimeSpan window, TimeSpan bound, int seed = 1)
    {
        var random = new Random(seed);
        var log = new ClickLog(window, bound) { Records = records };
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        for (var i = 0; i < records; i++)
        {
            if (random.Next(1000) == 0)
            {
                log.Bad++;
                file.WriteLine("{\"user_id\": 5}");
                continue;
            }

            var delay = random.Next(300) == 0 ? random.NextInt64(10 * log._windowMs) : random.NextInt64(log._boundMs);
            var time = StartMs + (long)i * StepMs - delay;
            var user = string.Create(CultureInfo.InvariantCulture, $"user-{random.Next(50)}");
            var text = random.Next(2) == 0
                ? time.ToString(CultureInfo.InvariantCulture)
                : $"\"{DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}\"";
            file.WriteLine($"{{\"user_id\":\"{user}\",\"url\":\"/p\",\"event_time\":{text}}}");
            log.Take(user, time);
        }

        return log;
    }

    /// <summary>Holds the committed files of a sink against the counts.</summary>
    /// <param name="directory">The directory of the sink.</param>
    /// <param name="because">What to say where they differ.</param>
    /// <param name="onlyClosed">Whether the input goes on, so that the windows the watermark has not passed are still open.</param>
    public void ShouldBeCountedIn(string directory, string because, bool onlyClosed = false)
    {
        var found = new Dictionary<(string, long), long>();
        foreach (var line in Directory.EnumerateFiles(directory, "*.jsonl").Where(f => !Path.GetFileName(f).StartsWith('.')).SelectMany(File.ReadLines))
        {
            using var json = JsonDocument.Parse(line);
            var start = json.RootElement.GetProperty("window_start").GetDateTimeOffset().ToUnixTimeMilliseconds();
            json.RootElement.GetProperty("window_end").GetDateTimeOffset().ToUnixTimeMilliseconds().ShouldBe(start + _windowMs);
            var key = (json.RootElement.GetProperty("user_id").GetString()!, start);
            found.TryAdd(key, json.RootElement.GetProperty("count").GetInt64()).ShouldBeTrue($"{key} stands twice in {directory}. {because}");
        }

        var expected = _counts.Where(c => !onlyClosed || IsClosed(c.Key.WindowStart));
        found.OrderBy(c => c.Key).ShouldBe(expected.OrderBy(c => c.Key), because);
    }

    private bool IsClosed(long windowStart) => _maxTime != long.MinValue && windowStart + _windowMs - 1 <= _maxTime - _boundMs - 1;

    /// <summary>A window that the watermark of the records before has passed takes no more.</summary>
    private void Take(string user, long time)
    {
        var start = time - time % _windowMs;
        if (IsClosed(start))
        {
            Late++;
        }
        else
        {
            _counts[(user, start)] = _counts.GetValueOrDefault((user, start)) + 1;
        }

        _maxTime = Math.Max(_maxTime, time);
    }
}
