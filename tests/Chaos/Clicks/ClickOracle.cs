using System.Globalization;

namespace AkkaStreamProc.Chaos.Clicks;

/// <summary>What the job must write, computed record by record.</summary>
internal sealed class ClickOracle(TimeSpan window, TimeSpan outOfOrderness)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private readonly long _size = (long)window.TotalMilliseconds;
    private readonly long _bound = (long)outOfOrderness.TotalMilliseconds;
    private readonly Dictionary<(long Start, string User), long> _counts = [];
    private readonly Dictionary<int, long> _latest = [];

    /// <summary>The records, the bad ones included.</summary>
    public long Records { get; private set; }

    /// <summary>The lines of the late output.</summary>
    public List<string> Late { get; } = [];

    /// <summary>Partition and position of every record that is no click.</summary>
    public List<(int Partition, long Position)> Bad { get; } = [];

    /// <summary>The lines of the output.</summary>
    public IEnumerable<string> Counts => _counts.Select(c =>
        $$"""{"user_id":"{{c.Key.User}}","window_start":"{{Text(c.Key.Start)}}","window_end":"{{Text(c.Key.Start + _size)}}","count":{{c.Value}}}""");

    /// <summary>Takes the next record of a partition.</summary>
    /// <param name="partition">Its number; the one file of a job is partition 0.</param>
    /// <param name="position">The offset in a topic, the first byte in a file.</param>
    /// <param name="click">The record.</param>
    public void Add(int partition, long position, GeneratedClick click)
    {
        Records++;
        if (click.User is null)
        {
            Bad.Add((partition, position));
            return;
        }

        var latest = _latest.GetValueOrDefault(partition, long.MinValue / 2);
        var start = click.Time - click.Time % _size;
        if (start + _size - 1 <= latest - _bound - 1)
        {
            Late.Add($$"""{"user_id":"{{click.User}}","url":"{{click.Url}}","event_time":"{{Text(click.Time)}}"}""");
        }
        else
        {
            _counts[(start, click.User)] = _counts.GetValueOrDefault((start, click.User)) + 1;
        }

        _latest[partition] = Math.Max(latest, click.Time);
    }

    private static string Text(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString(TimeFormat, CultureInfo.InvariantCulture);
}
