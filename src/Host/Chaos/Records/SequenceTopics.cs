namespace AkkaStreamProc.Host.Chaos.Records;

/// <summary>The topics between which the job runs.</summary>
internal static class SequenceTopics
{
    public const string Input = "sequence-input";
    public const string Output = "sequence-output";
    public const int Partitions = 4;

    /// <summary>How many keys there are, 0 and up.</summary>
    public const int Keys = 64;
}
