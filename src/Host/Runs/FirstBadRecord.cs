using System.Globalization;
using System.Text.Json;

namespace AkkaStreamProc.Host.Runs;

/// <summary>The first bad record that a job has written to files, for those who read how it ended.</summary>
internal static class FirstBadRecord
{
    /// <summary>Says where bad records are and what is wrong with the first, or <see langword="null"/> where a directory has none.</summary>
    public static string? DescribeIn(string directory)
    {
        try
        {
            var first = Directory.Exists(directory)
                ? Directory.EnumerateFiles(directory, "part-*.jsonl").Order(StringComparer.Ordinal).SelectMany(File.ReadLines).FirstOrDefault()
                : null;
            return first is null ? null : Describe(directory, first);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The bad records in {directory} cannot be read: {e.Message}";
        }
    }

    private static string? Describe(string directory, string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var record = json.RootElement;
            return record.TryGetProperty("reason", out var reason) && record.TryGetProperty("split", out var split) && record.TryGetProperty("position", out var position)
                ? string.Create(CultureInfo.InvariantCulture, $"Bad records are in {directory}. The first: {reason.GetString()} ({split.GetString()}, position {position}).")
                : null;
        }
        catch (JsonException)
        {
            // Files of somebody else.
            return null;
        }
    }
}
