using AkkaStreamProc;
using AkkaStreamProc.Connectors.Kafka;

namespace Pages.Changelogs;

public sealed record Order(string Id, string Customer, decimal Amount, bool IsCancelled);

public sealed record Customer(string Id, string Name);

public sealed record GoodCustomer(string Id, decimal Total);

public sealed record Event(Guid Id, string Text);

public sealed record Price(string Product, string Group, decimal Amount, long Version, bool IsWithdrawn);

public sealed record Dear(string Group, int Rank, string Product);

public sealed record NamedTotal(string? Name, decimal Total);

public sealed record Enriched(string Order, decimal Amount, string Name);

internal static class Jobs
{
    public static void Totals(DataStream<Order> orders, ISink<Change<string, GoodCustomer>> goodCustomers)
    {
// block 1
    }

    public static void Kept(DataStream<Event> events, DataStream<Price> prices, ISink<Event> unique, ISink<Change<(string Group, int Rank), Dear>> dear)
    {
// block 2
    }

    public static void Captured(DataStream<Change<string, Customer>> captured)
    {
// block 3
    }

    public static void Joined(
        ChangeStream<string, decimal> totals, ChangeStream<string, Order> open, ChangeStream<string, Customer> customers,
        ISink<Change<string, NamedTotal>> named, ISink<Change<string, Enriched>> byOrder)
    {
// block 4
    }

    public static void Told(ChangeStream<string, Order> open, ISink<string> messages)
    {
// block 5
    }

    public static async Task Read(JobHandle handle)
    {
// block 7
    }

    public static void Written(ChangeStream<string, decimal> totals)
    {
// block 6
    }
}
