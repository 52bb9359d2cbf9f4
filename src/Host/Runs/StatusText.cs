using System.Globalization;

namespace AkkaStreamProc.Host.Runs;

/// <summary>A job's status as people read it.</summary>
internal static class StatusText
{
    /// <summary>One line on how a running job does.</summary>
    /// <param name="status">The job at this moment.</param>
    /// <param name="rate">Records read a second.</param>
    /// <param name="now">The time, for the age of the checkpoint.</param>
    public static string Line(JobStatus status, double rate, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{StateOf(status)}  in {status.RecordsIn:N0} ({rate:N0}/s)  out {Out(status):N0}  watermark {Watermark(status.Watermark)}  {Checkpoint(status.LastCheckpoint, now)}  late {status.RecordsLate:N0}  bad {status.RecordsBad:N0}");

    /// <summary>The line that ends a run: the counts over the whole life of the job.</summary>
    public static string Summary(JobStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"records in={status.RecordsIn} out={Out(status)} late={status.RecordsLate} bad={status.RecordsBad}");

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
