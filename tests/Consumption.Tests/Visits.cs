using System.Globalization;

namespace AkkaStreamProc.Consumption.Tests;

/// <summary>One line of <c>clicks.jsonl</c>, and what the README's job must make of many.</summary>
internal sealed record Visits(string UserId, string Url, DateTimeOffset EventTime)
{
    /// <summary>A user whose only click comes hours behind the others.</summary>
    public const string Straggler = "straggler";

    private static readonly DateTimeOffset Begin = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Visits> Some() =>
    [
        .. Enumerable.Range(0, 500).Select(i => new Visits($"user{i % 7}", i % 5 == 0 ? "/health" : "/", Begin.AddSeconds(i * 30))),
        new Visits(Straggler, "/", Begin),
    ];

    public static IEnumerable<string> Counted(IEnumerable<Visits> visits) => visits
        .Where(v => v.Url != "/health" && v.UserId != Straggler)
        .GroupBy(v => (v.UserId, Hour: v.EventTime.AddTicks(-(v.EventTime.Ticks % TimeSpan.TicksPerHour))))
        .Select(g => string.Create(CultureInfo.InvariantCulture, $$"""{"userId":"{{g.Key.UserId}}","hour":"{{g.Key.Hour:yyyy-MM-ddTHH:mm:ss}}+00:00","clicks":{{g.Count()}}}"""));

    /// <summary>The lines of all files that are complete.</summary>
    public static IReadOnlyList<string> Committed(string folder, string sink) =>
        [.. Directory.GetFiles(Path.Combine(folder, sink), "part-*").SelectMany(File.ReadLines).Select(line => line.Replace("\\u002B", "+", StringComparison.Ordinal))];

    public string ToJson() => string.Create(CultureInfo.InvariantCulture, $$"""{"userId":"{{UserId}}","url":"{{Url}}","eventTime":"{{EventTime:yyyy-MM-ddTHH:mm:ss}}Z"}""");
}
