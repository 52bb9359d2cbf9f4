using System.Globalization;

namespace AkkaStreamProc.Host.Runs;

/// <summary>A job's status as people read it.</summary>
internal static class StatusText
{
    /// <summary>One line on how a running job does: parts that two spaces separate, the more important first, as a narrow terminal shows only those that fit.</summary>
    /// <param name="status">The job at this moment.</param>
    /// <param name="rate">Records read a second.</param>
    /// <param name="now">The time, for the age of the checkpoint.</param>
    public static string Line(JobStatus status, double rate, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{StateOf(status)}{Loading(status)}  in {status.RecordsIn:N0} ({rate:N0}/s)  out {Out(status):N0}  late {status.RecordsLate:N0}  bad {status.RecordsBad:N0}  watermark {Watermark(status.Watermark)}  {Checkpoint(status.LastCheckpoint, now)}{Memory(status)}");

    /// <summary>The line that ends a run: the counts over the whole life of the job.</summary>
    public static string Summary(JobStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"records in={status.RecordsIn} out={Out(status)} late={status.RecordsLate} bad={status.RecordsBad}");

    /// <summary>What the summary counts, for a log for machines.</summary>
    public static (string Name, object? Value)[] Fields(JobStatus status) =>
    [
        ("job", status.Name),
        ("state", NameOf(status.State)),
        ("attempt", status.Attempt),
        ("records_in", status.RecordsIn),
        ("records_out", Out(status)),
        ("records_late", status.RecordsLate),
        ("records_bad", status.RecordsBad),
        ("records_skipped", status.Operators.Sum(o => o.Skipped)),
        ("records_diverted", status.Operators.Sum(o => o.Diverted)),
        ("watermark", Watermark(status.Watermark)),
        ("checkpoint", status.LastCheckpoint?.Id),
        ("bytes_held", status.BytesHeld),
        ("tables_loading", status.Tables.Count(table => !table.IsComplete)),
    ];

    /// <summary>Sentences on the records that are in no result.</summary>
    /// <param name="status">The job at its end.</param>
    /// <param name="firstBad">Where bad records are and what is wrong with the first; <see langword="null"/> where that is not known.</param>
    public static IEnumerable<string> Losses(JobStatus status, string? firstBad)
    {
        if (status.RecordsBad > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{status.RecordsBad} record(s) could not be decoded and are in no result.{(firstBad is null ? "" : " " + firstBad)}");
        }

        foreach (var failed in status.Operators.Where(o => o.Skipped > 0))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{failed.Skipped} record(s) failed in {failed.Name}, were skipped and are in no result.");
        }

        foreach (var failed in status.Operators.Where(o => o.Diverted > 0))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{failed.Diverted} record(s) failed in {failed.Name} and went to its stream of failed records.");
        }

        if (status.RecordsLate > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{status.RecordsLate} record(s) came too late for their window and are in no result of it.");
        }
    }

    /// <summary>A watermark as a time.</summary>
    public static string Watermark(long watermark) => watermark switch
    {
        long.MinValue => "none yet",
        long.MaxValue => "end of input",
        _ => Time(watermark),
    };

    /// <summary>Milliseconds since the Unix epoch as ISO 8601, or as they are where they are outside the calendar.</summary>
    public static string Time(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{milliseconds} ms");

    /// <summary>The records written by the main sink, which is the first one a job declares.</summary>
    private static long Out(JobStatus status) => status.Operators.FirstOrDefault(o => o.IsSink)?.Out ?? 0;

    private static string StateOf(JobStatus status) => status.Attempt > 1 && status.State != JobState.Running
        ? string.Create(CultureInfo.InvariantCulture, $"{NameOf(status.State)} (attempt {status.Attempt})")
        : NameOf(status.State);

    private static string NameOf(JobState state) => state switch
    {
        JobState.Starting => "starting",
        JobState.Running => "running",
        JobState.Restarting => "restarting",
        JobState.Finishing => "finishing",
        JobState.Finished => "finished",
        JobState.Stopped => "stopped",
        JobState.Cancelled => "cancelled",
        _ => "failed",
    };

    /// <summary>The tables that are loaded now: nothing else happens before.</summary>
    private static string Loading(JobStatus status) =>
        string.Concat(status.Tables.Where(table => !table.IsComplete).Select(table => $"  loading {string.Join(", ", table.Sources)}: {table.Progress}"));

    private static string Memory(JobStatus status) =>
        status.BytesHeld == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"  holds {status.BytesHeld / 1048576.0:N0} MiB");

    private static string Checkpoint(CheckpointStatus? checkpoint, DateTimeOffset now) => checkpoint is null
        ? "no checkpoint yet"
        : string.Create(CultureInfo.InvariantCulture, $"checkpoint {checkpoint.Id} {Math.Max(0, (now - checkpoint.CompletedAt).TotalSeconds):0.0} s ago ({Bytes(checkpoint.Bytes)}, {checkpoint.Duration.TotalMilliseconds:0} ms)");

    private static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
    };
}
