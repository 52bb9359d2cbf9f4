namespace AkkaStreamProc.Host.Chaos;

/// <summary>What a run of the harness is to do.</summary>
internal sealed record ChaosRequest
{
    /// <summary>Decides everything that is decided at random.</summary>
    public required int Seed { get; init; }

    /// <summary>How often the job is killed at a random moment.</summary>
    public required int Kills { get; init; }

    /// <summary>How often it dies at each kill point.</summary>
    public required int KillPointsEach { get; init; }

    /// <summary>The kill points to die at; all unless given.</summary>
    public required IReadOnlyList<string> KillPoints { get; init; }

    /// <summary>The disturbances, by name.</summary>
    public required IReadOnlyList<string> Scenarios { get; init; }

    /// <summary>How often each disturbance comes.</summary>
    public required int ScenariosEach { get; init; }

    /// <summary>No new cycle begins after this time; <see langword="null"/> for no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The guarantee the job runs with.</summary>
    public required string Guarantee { get; init; }

    /// <summary>Records a second.</summary>
    public required int Rate { get; init; }

    /// <summary>The brokers to work against; <see langword="null"/> for an embedded one of the run's own.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>The command that takes one of the given brokers away, or <see langword="null"/>.</summary>
    public string? FailCommand { get; init; }

    /// <summary>The command that brings it back.</summary>
    public string? RecoverCommand { get; init; }

    /// <summary>Where everything is kept: the topics, the checkpoints and what the processes wrote.</summary>
    public required string Directory { get; init; }
}
