namespace AkkaStreamProc.Host.Chaos.Records;

/// <summary>The topics between which the job runs.</summary>
/// <param name="Input">The numbered records.</param>
/// <param name="Output">The counted ones.</param>
internal sealed record SequenceTopics(string Input, string Output)
{
    public const int Partitions = 4;

    /// <summary>How many keys there are, 0 and up.</summary>
    public const int Keys = 64;

    /// <summary>For a broker that has no others.</summary>
    public static SequenceTopics Own { get; } = new("sequence-input", "sequence-output");

    /// <summary>With names that no other run has, for brokers that others use too.</summary>
    public static SequenceTopics Among(string run) => new($"sequence-input-{run}", $"sequence-output-{run}");
}
