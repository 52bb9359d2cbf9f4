namespace AkkaStreamProc.Connectors.Kafka.Embedded.Producers;

/// <summary>Sequence numbers of records: from 0 to the largest 32-bit integer, then from 0 again.</summary>
internal static class Sequence
{
    public static int Next(int sequence) => Add(sequence, 1);

    public static int Add(int sequence, int count) => (int)(((long)sequence + count) & int.MaxValue);
}
