namespace AkkaStreamProc.TestKit;

/// <summary>How a <see cref="JobSimulation"/> goes.</summary>
/// <remarks>A step is the delivery of one message, or a timer that runs out; a small history has some hundreds.</remarks>
public sealed record SimulationOptions
{
    /// <summary>Decides everything that is left to chance; the same seed gives the same history.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// The moment at which the virtual clock starts. It lies in the future unless set, so that no recorded event time is
    /// ahead of the clock (<see cref="WatermarkStrategy{T}.WithClockBound"/>).
    /// </summary>
    public DateTimeOffset Start { get; init; } = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How many crashes happen at the most; each loses all memory and continues from the last completed checkpoint.</summary>
    public int MaxCrashes { get; init; } = 3;

    /// <summary>The probability of a crash at each step, while some are left.</summary>
    public double CrashProbability { get; init; } = 0.002;

    /// <summary>The probability of a checkpoint at each step, while none is on its way.</summary>
    public double CheckpointProbability { get; init; } = 0.02;

    /// <summary>What may go wrong besides crashes.</summary>
    public SimulatedFaults Faults { get; init; } = SimulatedFaults.All;

    /// <summary>
    /// What may go wrong in the outside systems, such as <see cref="Sinks.TransactionalMemory{T}.AbortTransactions"/>; it
    /// happens as one of the faults.
    /// </summary>
    public Action? Disturbance { get; init; }

    /// <summary>How many faults happen at the most.</summary>
    public int MaxFaults { get; init; } = 3;

    /// <summary>The probability of a fault at each step, while some are left.</summary>
    public double FaultProbability { get; init; } = 0.002;

    /// <summary>
    /// Requests at given steps, besides those that are left to chance. Steps count from 0; what is asked for behind the last
    /// step is not asked for.
    /// </summary>
    public IReadOnlyList<(int Step, SimulatedRequest Request)> Requests { get; init; } = [];

    /// <summary>How often somebody asks for something at the most: any <see cref="SimulatedRequest"/>.</summary>
    public int MaxRequests { get; init; } = 2;

    /// <summary>The probability of a request at each step, while some are left.</summary>
    public double RequestProbability { get; init; } = 0.001;

    /// <summary>The parallelisms of the job: each process that begins, and each submission, takes one at random. One or more.</summary>
    public IReadOnlyList<int> Parallelisms { get; init; } = [1];

    /// <summary>Records a channel may hold; small values provoke back-pressure.</summary>
    public int ChannelCredit { get; init; } = 64;

    /// <summary>Bytes a channel may hold, as far as they can be estimated; small values provoke back-pressure.</summary>
    public int ChannelBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// Whether every batch that goes to another subtask is written and read again, as between machines. Two subtasks then
    /// never hold the same object, so that <see cref="VerifiesRecords"/> has less to find.
    /// </summary>
    public bool SerializesBatches { get; init; }

    /// <summary>Whether a record that is changed in place after it was emitted fails the history, with the name of the operator.</summary>
    public bool VerifiesRecords { get; init; } = true;

    /// <summary>Takes a line for each step, to see what led to a failure; costs nothing where it is not set.</summary>
    public Action<string>? Trace { get; init; }
}
