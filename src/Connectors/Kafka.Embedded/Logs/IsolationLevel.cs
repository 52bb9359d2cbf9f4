namespace AkkaStreamProc.Connectors.Kafka.Embedded.Logs;

/// <summary>Which records a reader wants, by the protocol's numbers.</summary>
internal enum IsolationLevel : sbyte
{
    /// <summary>Everything up to the high watermark.</summary>
    ReadUncommitted = 0,

    /// <summary>What lies before the first undecided transaction, with a list of what is to be skipped as aborted.</summary>
    ReadCommitted = 1,
}
