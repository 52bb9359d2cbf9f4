namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>Which brokers a spec runs against.</summary>
public enum Brokers
{
    /// <summary>An embedded broker of the spec's own.</summary>
    Embedded,

    /// <summary>Those at <c>KAFKA_BOOTSTRAP</c>.</summary>
    Outside,
}
