using AkkaStreamProc.Operators.Connectors;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Examples.ClickCounts;

/// <summary>Counts the clicks of each user in windows of event time.</summary>
public sealed class ClickCountsJob : IStreamJob
{
    /// <inheritdoc/>
    public string Name => "click-counts";

    /// <inheritdoc/>
    public string Description => "Counts the clicks of each user in windows of event time.";

    /// <inheritdoc/>
    public IReadOnlyList<JobOption> Options { get; } =
    [
        new("source", JobOptionKind.Text, "Where the clicks come from: file:PATH (a pattern is possible) or kafka:BOOTSTRAP/TOPIC.") { IsRequired = true, Suggestions = ["file:", "kafka:"] },
        new("sink", JobOptionKind.Text, "Where the counts go: file:DIR, kafka:BOOTSTRAP/TOPIC or console.") { IsRequired = true, Suggestions = ["file:", "kafka:", "console"] },
        new("window", JobOptionKind.Duration, "The length of a window.") { Default = "1h" },
        new("out-of-orderness", JobOptionKind.Duration, "How far a click may come behind a later one of the same file or partition.") { Default = "5s" },
        new("allowed-lateness", JobOptionKind.Duration, "How long a window that has fired still takes clicks; each emits the new count.") { Default = "0s" },
        new("idleness", JobOptionKind.Duration, "After how long without clicks a partition no longer holds the windows up; 0s for never.") { Default = "0s" },
        new("clock-bound", JobOptionKind.Duration, "How far ahead of the clock a click may be dated; one beyond is a bad record. 0s for any date.") { Default = "1h" },
        new("late", JobOptionKind.Text, "Where clicks go that come too late: file:DIR or kafka:BOOTSTRAP/TOPIC. They are counted in any case.") { Suggestions = ["file:", "kafka:"] },
        new("bounded", JobOptionKind.Flag, "Stop at what a Kafka topic holds at the start. A file is bounded unless it is followed."),
        new("follow", JobOptionKind.Flag, "Keep reading files as they grow."),
        new("on-bad-record", JobOptionKind.Text, "What happens to a record that is no click: fail, skip, or file:DIR; files in <data-dir>/bad unless given.") { Suggestions = ["fail", "skip", "file:"] },
        new("data-dir", JobOptionKind.Text, "The data directory of the job.") { Default = "data/click-counts" },
    ];

    /// <inheritdoc/>
    public void Define(JobBuilder job, JobArguments arguments)
    {
        var clicks = Read(job, arguments);
        var counts = clicks
            .KeyBy(click => click.UserId)
            .Window(TumblingWindows.OfEventTime(WindowSize(arguments)))
            .AllowedLateness(arguments.Duration("allowed-lateness"))
            .Count("counts");
        counts
            .Select(count => new ClickCount(count.Key, count.Window.Start, count.Window.End, count.Value))
            .SinkTo(job.Connectors.CreateSink(arguments.Required("sink"), new ClickCountSerializer()), "sink");
        if (arguments.Text("late") is { } late)
        {
            counts.LateRecords.SinkTo(job.Connectors.CreateSink(late, new ClickSerializer()), "late");
        }

        HandleBadRecords(job, clicks, arguments);
    }

    private static SourceStream<Click> Read(JobBuilder job, JobArguments arguments)
    {
        var settings = new SourceSettings { IsBounded = arguments.Flag("bounded"), IsFollowing = arguments.Flag("follow") };
        var watermarks = WatermarkStrategy<Click>
            .BoundedOutOfOrderness(arguments.Duration("out-of-orderness"))
            .WithTimestamps(click => click.EventTime);
        if (arguments.Duration("idleness") is var idleness && idleness > TimeSpan.Zero)
        {
            watermarks = watermarks.WithIdleness(idleness);
        }

        var clockBound = arguments.Duration("clock-bound");
        watermarks = clockBound > TimeSpan.Zero ? watermarks.WithClockBound(clockBound) : watermarks.WithoutClockBound();

        return job.FromSource(job.Connectors.CreateSource(arguments.Required("source"), new ClickDeserializer(), settings), watermarks, "clicks");
    }

    private static void HandleBadRecords(JobBuilder job, SourceStream<Click> clicks, JobArguments arguments)
    {
        switch (arguments.Text("on-bad-record"))
        {
            case null:
                clicks.BadRecords.SinkTo(new BadRecordFiles(Path.Combine(arguments.Required("data-dir"), "bad")), "bad");
                break;
            case "fail":
                break;
            case "skip":
                clicks.SkipBadRecords();
                break;
            case var address when address.StartsWith("file:", StringComparison.Ordinal):
                clicks.BadRecords.SinkTo(job.Connectors.CreateSink(address, new BadRecordSerializer()), "bad");
                break;
            case var other:
                throw new StreamProcessingException($"'--on-bad-record' must be fail, skip or file:DIR, but is '{other}'.");
        }
    }

    private static TimeSpan WindowSize(JobArguments arguments)
    {
        var size = arguments.Duration("window");
        return size >= TimeSpan.FromMilliseconds(1)
            ? size
            : throw new StreamProcessingException($"'--window' must be at least 1ms, but is '{arguments.Required("window")}'.");
    }
}
