using AkkaStreamProc;

namespace Pages.Joins;

public sealed record Order(string Id, string Product, string Customer);

public sealed record Payment(string OrderId, decimal Amount);

public sealed record Price(string Product, decimal Amount, bool IsWithdrawn);

public sealed record Customer(string Id, string Name, bool IsDeleted);

public sealed record Enriched(string Id, string? Name);

public sealed record Paid(string Id, decimal Amount);

public sealed record Priced(string Id, decimal? Amount);

public sealed class Matching : CoProcessFunction<string, Order, Payment, string>
{
    public override void ProcessFirst(Order record, ProcessContext<string, string> context)
    {
    }

    public override void ProcessSecond(Payment record, ProcessContext<string, string> context)
    {
    }
}

internal static class Jobs
{
    public static void Kinds(DataStream<Order> orders, DataStream<Payment> payments, DataStream<Price> prices, DataStream<Customer> customers)
    {
// block 1
    }

    public static void Late(DataStream<Order> orders, DataStream<Payment> payments, ISink<Paid> results, ISink<Order> late)
    {
// block 2
    }

    public static void ByWindow(DataStream<Order> orders, DataStream<Payment> payments)
    {
// block 3
    }

    public static void ByVersion(DataStream<Order> orders, DataStream<Price> prices)
    {
// block 4
    }

    public static void ByTable(DataStream<Order> orders, DataStream<Customer> customers)
    {
// block 5
    }
}
