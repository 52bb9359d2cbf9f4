namespace AkkaStreamProc.Connectors.Kafka.Embedded;

/// <summary>When written data is forced from the operating system's memory to the disk.</summary>
public enum FlushPolicy
{
    /// <summary>Left to the operating system: acknowledged data survives the death of the process, not of the machine.</summary>
    OperatingSystem,

    /// <summary>Before every acknowledgement: data also survives a power cut, at the price of a disk flush per batch.</summary>
    EveryAppend,
}
