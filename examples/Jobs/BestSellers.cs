using System.Collections.Immutable;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Examples.Jobs;

/// <summary>A purchase of a product.</summary>
public sealed record Purchase(string Product, int Quantity, DateTimeOffset Time);

/// <summary>A product and how much of it was sold; more is better, and of equals the first name.</summary>
public sealed record ProductCount(string Product, long Quantity) : IComparable<ProductCount>
{
    /// <inheritdoc/>
    public int CompareTo(ProductCount? other) =>
        Quantity != other?.Quantity ? Quantity.CompareTo(other?.Quantity) : string.CompareOrdinal(other?.Product, Product);
}

/// <summary>The best products of ten minutes, the best first.</summary>
public sealed record Top3(DateTimeOffset Window, ImmutableArray<ProductCount> Products);

/// <summary>Top-N: what sold best, window by window.</summary>
public static class BestSellers
{
    /// <summary>Declares the job.</summary>
    public static JobGraph Declare(ISource<Purchase> purchases, ISink<Top3> best, int parallelism = 1)
    {
        var tenMinutes = TumblingWindows.OfEventTime(TimeSpan.FromMinutes(10));
        var job = new JobBuilder("best-sellers") { Parallelism = parallelism };
        job.FromSource(purchases, WatermarkStrategy<Purchase>.BoundedOutOfOrderness(TimeSpan.FromSeconds(10)).WithTimestamps(p => p.Time))
            .KeyBy(p => p.Product).Window(tenMinutes).Sum(p => (long)p.Quantity, "per-product")
            .Then((product, _, quantity) => new ProductCount(product, quantity))
            .WindowAll(tenMinutes).Top(3, count => count, "top")
            .Then((_, window, products) => new Top3(window.StartTime, products))
            .SinkTo(best);
        return job.Build();
    }
}
