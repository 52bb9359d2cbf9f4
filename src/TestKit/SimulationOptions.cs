namespace AkkaStreamProc.TestKit;

/// <summary>How a <see cref="JobSimulation"/> goes.</summary>
public sealed record SimulationOptions
{
    /// <summary>Decides everything that is left to chance; the same seed gives the same history.</summary>
    public int Seed { get; init; }

    /// <summary>How many crashes happen at the most; each loses all memory and continues from the last completed checkpoint.</summary>
    public int MaxCrashes { get; init; } = 3;

    /// <summary>The probability of a crash at each step, while some are left.</summary>
    public double CrashProbability { get; init; } = 0.002;

    /// <summary>The probability of a checkpoint at each step, while none is on its way.</summary>
    public double CheckpointProbability { get; init; } = 0.02;

    /// <summary>The parallelisms of the attempts: each attempt takes one at random. One or more.</summary>
    public IReadOnlyList<int> Parallelisms { get; init; } = [1];

    /// <summary>Records a channel may hold; small values provoke back-pressure.</summary>
    public int ChannelCredit { get; init; } = 64;
}
