namespace AkkaStreamProc.Connectors.Akka;

/// <summary>How <see cref="JobResults{T}"/> keeps what nobody has read yet.</summary>
public sealed record JobResultsOptions
{
    /// <summary>How many results wait for a reader before <see cref="WhenFull"/> says what happens; at least 1, 1024 unless set. One batch of the job may exceed it.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>What happens when nobody reads as fast as the job computes; <see cref="ResultsWhenFull.Wait"/> unless set.</summary>
    public ResultsWhenFull WhenFull { get; init; }

    /// <summary>When results are handed out; <see cref="ResultVisibility.WhenComputed"/> unless set.</summary>
    public ResultVisibility Visibility { get; init; }

    internal void Validate() => ArgumentOutOfRangeException.ThrowIfLessThan(Capacity, 1);
}
