using System.Globalization;

namespace AkkaStreamProc.Host.Demo;

/// <summary>The counts of one window as they come back from the topic.</summary>
/// <param name="Start">As it stands in the records.</param>
/// <param name="End">The same.</param>
internal sealed record CountedWindow(string Start, string End)
{
    private const int TopUsers = 3;

    private readonly Dictionary<string, long> _counts = [];

    /// <summary>The end in milliseconds since the Unix epoch.</summary>
    public long EndMs { get; } = DateTimeOffset.Parse(End, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    /// <summary>Takes a count. The sink writes at least once, so one that comes again replaces itself.</summary>
    public void Take(string user, long count) => _counts[user] = count;

    /// <summary>One line: the window, its users and clicks, and the busiest users.</summary>
    public string Describe()
    {
        var top = _counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(TopUsers);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"window {TimeOfDay(Start)}-{TimeOfDay(End)}  {_counts.Values.Sum(),7:N0} clicks of {_counts.Count} users; most: {string.Join(", ", top.Select(c => $"{c.Key} {c.Value}"))}");
    }

    private static string TimeOfDay(string time) => time[11..19];
}
