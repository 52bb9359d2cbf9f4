namespace AkkaStreamProc.Host.Demo;

/// <summary>How the demonstration is to run.</summary>
internal sealed record DemoRequest
{
    /// <summary>Clicks a second.</summary>
    public required int Rate { get; init; }

    /// <summary>How long, or <see langword="null"/> until it is stopped.</summary>
    public TimeSpan? Duration { get; init; }

    public required long Seed { get; init; }

    /// <summary>The port of the broker; 0 for any free one.</summary>
    public required int Port { get; init; }

    public required string DataDirectory { get; init; }
}
