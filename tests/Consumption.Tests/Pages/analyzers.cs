using AkkaStreamProc;

namespace Pages.Analyzers;

public sealed record Click(string User, string Id);

public sealed record Stamped(Click Click, long At, long Seen);

public sealed record Order(string Currency, decimal Rate);

public interface IRates
{
    Task<decimal> AskAsync(string currency, CancellationToken token);
}

// block 1

public interface IUsers
{
    Task<string> NameAsync(string user, CancellationToken token);
}

internal static class Jobs
{
    public static void Counts_(JobBuilder job, ISource<Click> topic)
    {
// block 3
    }

    public static void Names_(DataStream<Click> clicks, IUsers users)
    {
// block 5
    }

    public static void Rated_(DataStream<Order> orders, IRates rates)
    {
// block 2
    }
}

// block 4
