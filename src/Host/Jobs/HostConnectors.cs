using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.StandardOutput;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>The systems a job can reach from the command line.</summary>
internal static class HostConnectors
{
    public static ConnectorCatalog Create(HostSettings settings, Terminal terminal, ISet<string> sinkDirectories, UsedAddresses used) =>
        new(
            new RecordedConnector(new RecordedFiles(sinkDirectories), used),
            new RecordedConnector(
                new KafkaConnector(settings.KafkaProperties)
                {
                    Guarantee = settings.KafkaGuarantee,
                    TransactionTimeout = settings.KafkaTransactionTimeout,
                    MissingOffset = settings.KafkaMissingOffset,
                    MissingTopic = settings.KafkaMissingTopic,
                    Timestamp = settings.KafkaTimestamp,
                },
                used),
            new ConsoleConnector(terminal));
}
