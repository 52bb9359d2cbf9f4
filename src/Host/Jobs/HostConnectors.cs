using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Host.Settings;
using AkkaStreamProc.Host.StandardOutput;
using AkkaStreamProc.Host.Terminals;

namespace AkkaStreamProc.Host.Jobs;

/// <summary>The systems a job can reach from the command line.</summary>
internal static class HostConnectors
{
    public static ConnectorCatalog Create(HostSettings settings, Terminal terminal, ISet<string> sinkDirectories) =>
        new(
            new RecordedFiles(sinkDirectories),
            new KafkaConnector(settings.KafkaProperties) { Guarantee = settings.KafkaGuarantee, TransactionTimeout = settings.KafkaTransactionTimeout },
            new ConsoleConnector(terminal));
}
