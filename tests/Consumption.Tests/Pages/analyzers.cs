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

internal static class Jobs
{
    public static void Rated_(DataStream<Order> orders, IRates rates)
    {
// block 2
    }
}

// block 3
