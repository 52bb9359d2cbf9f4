using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>Money that comes to an account or leaves it.</summary>
public sealed record Booking(string Account, long Cents);

/// <summary>Balances from topic to topic: behind every booking what the account has. Exactly once where source and sink are.</summary>
public static class Balances
{
    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Booking> bookings, ISink<Booking> balances, int parallelism = 1)
    {
        var job = new JobBuilder("balances") { Parallelism = parallelism };
        job.FromSource(bookings, WatermarkStrategy<Booking>.None(), "bookings").KeyBy(b => b.Account)
            .Reduce((balance, b) => balance with { Cents = balance.Cents + b.Cents }, "balance").SinkTo(balances, "balances");
        return job.Build();
    }
}
