using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>A sale of a shop.</summary>
public sealed record Sale(string Shop, decimal Amount, DateTimeOffset Time);

/// <summary>What a shop sold in an hour, so far.</summary>
public sealed record ShopRevenue(string Shop, DateTimeOffset Hour, decimal Revenue);

/// <summary>Late data: revenue by shop and hour, changed by what comes ten minutes late, with what comes later apart.</summary>
public static class Revenue
{
    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Sale> sales, ISink<ShopRevenue> revenues, ISink<Sale> late, int parallelism = 1)
    {
        var job = new JobBuilder("revenue") { Parallelism = parallelism };
        var hourly = job.FromSource(sales, WatermarkStrategy<Sale>.BoundedOutOfOrderness(TimeSpan.FromMinutes(1)).WithTimestamps(s => s.Time))
            .KeyBy(s => s.Shop)
            .Window(TumblingWindows.OfEventTime(TimeSpan.FromHours(1)))
            .AllowedLateness(TimeSpan.FromMinutes(10))
            .Sum(s => s.Amount);
        hourly.Then((shop, hour, revenue) => new ShopRevenue(shop, hour.StartTime, revenue)).SinkTo(revenues, "revenues");
        hourly.LateRecords.SinkTo(late, "late");
        return job.Build();
    }
}
