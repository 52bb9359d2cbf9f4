using AkkaStreamProc.Examples.ClickCounts;

namespace AkkaStreamProc.Bench.Kafka;

/// <summary>An endless sequence of clicks of random users, each up to a second behind the latest; the same one in every run.</summary>
/// <param name="clicksPerSecond">How many clicks there are to a second of event time.</param>
internal sealed class ClickSequence(int clicksPerSecond)
{
    public const int Users = 10_000;

    public static readonly TimeSpan OutOfOrderness = TimeSpan.FromSeconds(1);

    private const long FirstMs = 1_700_000_000_000;

    private readonly Random _random = new(Users);
    private readonly string[] _users = [.. Enumerable.Range(0, Users).Select(n => $"user-{n:D6}")];
    private readonly string[] _pages = [.. Enumerable.Range(0, 1000).Select(n => $"/products/{n:D4}?from=search")];
    private long _count;

    public Click Next()
    {
        var time = FirstMs + (_count++ * 1000 / clicksPerSecond) - _random.Next((int)OutOfOrderness.TotalMilliseconds);
        return new Click(_users[_random.Next(_users.Length)], _pages[_random.Next(_pages.Length)], time);
    }
}
