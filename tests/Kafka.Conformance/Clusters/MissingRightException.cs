namespace AkkaStreamProc.Kafka.Conformance.Clusters;

/// <summary>The brokers do not let this client do what a spec needs; it says nothing about whether they conform.</summary>
public sealed class MissingRightException(string what, Exception cause)
    : Exception($"The brokers do not grant the right to {what}, which this spec needs: {cause.Message} Run it with a user that has the right, set by the properties in the file at KAFKA_CONFIG.", cause);
