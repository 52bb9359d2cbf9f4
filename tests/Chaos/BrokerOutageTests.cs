using AkkaStreamProc.Chaos.Clicks;
using AkkaStreamProc.Chaos.Runs;
using Xunit.Abstractions;

namespace AkkaStreamProc.Chaos;

public sealed class BrokerOutageTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Broker_that_is_killed_in_the_middle_is_waited_for_and_nothing_is_lost()
    {
        const int partitions = 3;
        await using var scene = await Scene.SetAsync(output);
        using var broker = await scene.StartBrokerAsync(partitions);
        await using var topic = Scene.Grow(broker.Bootstrap, partitions, Disorder.WithinBound);
        var job = new ClickCountsJob(scene.Place("outage"), topic.Address);
        using var process = job.Start();
        await process.LineWithAsync("The job is running.");
        await job.CommitsAsync();

        await broker.FailAsync();
        await process.LineWithAsync("cannot be reached and is tried again until it is back");
        await Task.Delay(ChaosSettings.Outage);
        await broker.RecoverAsync();
        await process.LineWithAsync("can be reached again");
        await job.CommitsAsync();
        process.Terminate();
        await process.SucceedAsync();

        await topic.EndAsync();
        var last = await job.FinishAsync();
        job.ShouldBeExactly(last, topic.Oracle);
        process.Output.Lines.ShouldNotContain(line => line.Contains("Attempt 2", StringComparison.Ordinal), "an outage is no failure");
        output.WriteLine($"{ChaosSettings.Outage} away, {topic.Oracle.Records} records, {topic.Oracle.Bad.Count} bad");
    }
}
