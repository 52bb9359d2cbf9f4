using Akka.Hosting;
using AkkaStreamProc.Actors.Hosting;
using AkkaStreamProc.Connectors.Akka;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>A trade, or all trades of an account together.</summary>
public sealed record Trade(string Account, decimal Amount);

/// <summary>A job inside of an application: its actors send trades, whoever wants to know a total asks the state <c>reduced</c> of <c>totals</c>.</summary>
public static class EmbeddedTotals
{
    /// <summary>Adds the job to the actor system of an application; trades go to <c>new ActorSource&lt;Trade&gt;(system, "trades")</c>.</summary>
    public static AkkaConfigurationBuilder WithTotals(this AkkaConfigurationBuilder akka, string dataDirectory, ISink<Trade> totals) =>
        akka.WithStreamProcessing(options =>
        {
            options.DataDirectory = dataDirectory;
            options.AddJob(system => Declare(new ActorSource<Trade>(system, "trades"), totals));
        });

    private static JobGraph Declare(ISource<Trade> trades, ISink<Trade> totals)
    {
        var job = new JobBuilder("totals");
        job.FromSource(trades, WatermarkStrategy<Trade>.None(), "trades").KeyBy(trade => trade.Account)
            .Reduce((sum, trade) => trade with { Amount = sum.Amount + trade.Amount }, "totals").SinkTo(totals, "out");
        return job.Build();
    }
}
