using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>An order of a customer.</summary>
public sealed record Order(string Id, string Customer, decimal Amount, DateTimeOffset Time);

/// <summary>A version of what is known of a customer.</summary>
public sealed record Customer(string Id, string Name, string Tier, DateTimeOffset Time);

/// <summary>An order with its customer as he was when he made it.</summary>
public sealed record EnrichedOrder(string Id, string Customer, decimal Amount, string? Name, string? Tier);

/// <summary>Enrichment: each order with the version of its customer that held at its time.</summary>
public static class Enrichment
{
    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Order> orders, ISource<Customer> customers, ISink<EnrichedOrder> enriched, int parallelism = 1)
    {
        var job = new JobBuilder("enrichment") { Parallelism = parallelism };
        var made = job.FromSource(orders, WatermarkStrategy<Order>.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithTimestamps(o => o.Time), "orders");
        var known = job.FromSource(customers, WatermarkStrategy<Customer>.BoundedOutOfOrderness(TimeSpan.FromSeconds(5)).WithTimestamps(c => c.Time), "customers");
        made.KeyBy(o => o.Customer).Connect(known.KeyBy(c => c.Id))
            .AsOf(Retention.ForEver)
            .LeftJoin((order, customer) => new EnrichedOrder(order.Id, order.Customer, order.Amount, customer?.Name, customer?.Tier))
            .SinkTo(enriched);
        return job.Build();
    }
}
