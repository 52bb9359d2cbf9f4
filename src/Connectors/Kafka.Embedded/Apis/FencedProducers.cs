using AkkaStreamProc.Connectors.Kafka.Embedded.Wire;

namespace AkkaStreamProc.Connectors.Kafka.Embedded.Apis;

/// <summary>Old versions of the transaction requests have no code of its own for a producer that a newer instance has replaced.</summary>
internal static class FencedProducers
{
    public static ErrorCode ErrorFor(bool knowsProducerFenced, ErrorCode error) =>
        error == ErrorCode.ProducerFenced && !knowsProducerFenced ? ErrorCode.InvalidProducerEpoch : error;
}
