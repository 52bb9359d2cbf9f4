using AkkaStreamProc.Chaos.Runs;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

/// <summary>The command <c>chaos</c> against brokers that are no part of the product.</summary>
public sealed class GivenBrokersTests(ITestOutputHelper output)
{
    [GivenBrokersFact]
    public async Task Kafka_to_Kafka_survives_kills_of_the_job_and_of_one_of_the_brokers()
    {
        var (bootstrap, outageBegins, outageEnds) = ChaosSettings.GivenBrokers!.Value;
        var kills = ChaosSettings.Kills(4);

        var (exitCode, table) = await ChaosCommand.RunAsync(
            output,
            "--bootstrap", bootstrap, "--outage-begins", outageBegins, "--outage-ends", outageEnds,
            "--kills", $"{kills}", "--kill-points", "AllAcknowledged,MarkerSent,CommitSent", "--scenarios", "broker-outage", "--scenarios-each", "3");

        exitCode.ShouldBe(0);
        table["kills at random moments"].ShouldBe(kills);
        table["deaths at kill points"].ShouldBe(3);
        table["broker-outage"].ShouldBe(3);
        table["records in"].ShouldBeGreaterThan(0);
        table["records out"].ShouldBe(table["records in"]);
        ChaosCommand.Faults(table).ShouldBe(0);
        table["open transactions"].ShouldBe(0);
    }
}
