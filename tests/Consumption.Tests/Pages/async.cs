using AkkaStreamProc;
using AkkaStreamProc.TestKit;
using Xunit;

namespace Pages.Async;

public sealed record Order(string Id, string Currency, decimal Amount, string? Customer);

public sealed record Customer(string Id, string Name);

public sealed record NamedOrder(string Id, string Name);

public sealed record RatedOrder(string Id, decimal Amount);

public sealed record Stock(int Pieces)
{
    public static Stock Unknown { get; } = new(-1);
}

public interface IRates
{
    Task<decimal> GetAsync(string currency, CancellationToken token);
}

public interface IService
{
    Task<bool> CheckAsync(Order order, CancellationToken token);

    Task<Stock> StockAsync(string id, CancellationToken token);
}

public interface ICustomers
{
    Task<IReadOnlyDictionary<string, Customer>> LoadAsync(IReadOnlyList<string> ids, CancellationToken token);

    Task<Customer?> FindAsync(string id, CancellationToken token);
}

internal static class Jobs
{
    public static void Rated(DataStream<Order> orders, IRates rates)
    {
// block 1
    }

    public static void Checked(DataStream<Order> orders, IService service)
    {
// block 2
    }

    public static void Named(DataStream<Order> orders, ICustomers customers)
    {
// block 3
    }

    public static void Known(DataStream<Order> orders, ICustomers customers)
    {
// block 4
    }

    public static void Failing(DataStream<Order> orders, IService service, ISink<FailedRecord<Order>> unanswered)
    {
// block 5
    }

    public static void Slow(DataStream<Order> orders, IService service)
    {
// block 6
    }
}

public class ChecksTests
{
// block 7
}
