namespace AkkaStreamProc.TestKit;

/// <summary>How a <see cref="JobTestKit"/> runs its job.</summary>
public sealed record JobTestOptions
{
    /// <summary>
    /// The moment at which the clock starts. It lies in the future unless set, so that no event time of a test is ahead of the clock
    /// (<see cref="WatermarkStrategy{T}.WithClockBound"/>).
    /// </summary>
    public DateTimeOffset Start { get; init; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Decides what no order is promised for: which of several subtasks has its turn first. The same seed gives the same run.</summary>
    public int Seed { get; init; }

    /// <summary>Sources and sinks, by name, that the test leaves as they are; such as a <see cref="CollectionSource{T}"/>.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>
    /// How the job runs otherwise. A test takes its checkpoints itself, no record waits in a batch, and a watermark follows every
    /// record, whatever is said here of these.
    /// </summary>
    public JobSettings Settings { get; init; } = new();

    /// <summary>How long an expectation waits, by the clock of the machine, for answers of asynchronous calls that wait for something real.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Takes a line for each step; costs nothing where it is not set.</summary>
    public Action<string>? Trace { get; init; }
}
