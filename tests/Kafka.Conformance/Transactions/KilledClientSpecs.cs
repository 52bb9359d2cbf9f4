using System.Diagnostics;
using System.Globalization;
using AkkaStreamProc.Kafka.Conformance.Clusters;
using Confluent.Kafka;

namespace AkkaStreamProc.Kafka.Conformance.Transactions;

public sealed class KilledClientSpecs
{
    [Theory, OnBrokers]
    public async Task Transaction_of_a_killed_process_is_aborted_by_its_successor(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string id = work.NewName("tx");
        await KillInTransactionAsync(work, id, topic, TimeSpan.FromMinutes(1));
        work.ReadToEnd(topic, IsolationLevel.ReadUncommitted).ShouldBe(["of the killed"]);

        using IProducer<string?, string?> successor = work.Transactional(id);
        successor.BeginTransaction();
        await successor.WriteAsync(topic, "of the successor");
        successor.CommitTransaction(Workspace.Patience);

        await work.ShouldHoldAsync(topic, ["of the successor"]);
    }

    [Theory, OnBrokers]
    public async Task Transaction_of_a_killed_process_without_successor_is_aborted_on_time_out(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        await KillInTransactionAsync(work, work.NewName("tx"), topic, TimeSpan.FromSeconds(5));
        using IProducer<string?, string?> plain = work.Producer();
        await plain.WriteAsync(topic, "behind");

        work.AwaitFirst(topic).ShouldBe("behind");
    }

    [Theory, OnBrokers]
    public async Task Transaction_of_a_producer_destroyed_without_an_end_stays_open_until_its_successor_comes(Brokers brokers)
    {
        await using Workspace work = await Workspace.OpenAsync(brokers);
        string topic = await work.CreateTopicAsync();
        string id = work.NewName("tx");
        using (IProducer<string?, string?> destroyed = work.Transactional(id))
        {
            destroyed.BeginTransaction();
            await destroyed.WriteAsync(topic, "lost");
        }

        using IProducer<string?, string?> plain = work.Producer();
        await plain.WriteAsync(topic, "behind");
        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBeEmpty();

        using IProducer<string?, string?> successor = work.Transactional(id);

        work.ReadToEnd(topic, IsolationLevel.ReadCommitted).ShouldBe(["behind"]);
    }

    private static async Task KillInTransactionAsync(Workspace work, string id, string topic, TimeSpan timeout)
    {
        string timeoutMs = timeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", [typeof(TransactionProgram).Assembly.Location, work.Bootstrap, id, topic, timeoutMs]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        try
        {
            (await process.StandardOutput.ReadLineAsync()).ShouldBe("open");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
