using System.Security.Cryptography.X509Certificates;
using AkkaStreamProc.Connectors.Kafka;
using AkkaStreamProc.Connectors.Kafka.Embedded;
using Confluent.Kafka;

namespace Pages.EmbeddedBroker;

internal static class Page
{
    private static async Task First()
    {
// block 1
    }

    private static async Task WithADirectory()
    {
// block 2
    }

    private static async Task WithTls()
    {
// block 3
    }

    private static void WithFaults(EmbeddedKafka kafka)
    {
// block 4
    }
}
