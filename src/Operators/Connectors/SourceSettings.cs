namespace AkkaStreamProc.Operators.Connectors;

/// <summary>What a job may ask of a source without knowing its system.</summary>
public sealed record SourceSettings
{
    /// <summary>Stop at what is there at the start of the job (the end offsets, the end of the file).</summary>
    public bool IsBounded { get; init; }

    /// <summary>Keep reading as the data grows. Only for systems that are bounded by themselves: a file is.</summary>
    public bool IsFollowing { get; init; }
}
