using AkkaStreamProc;

namespace Pages.Time;

public sealed record Click(string User, DateTimeOffset At);

internal static class Jobs
{
    public static void Strategies(JobBuilder job, ISource<Click> topic)
    {
// block 1
    }

    public static void Together(JobBuilder job, ISource<Click> fast, ISource<Click> slow)
    {
// block 3
    }

    public static async Task Why(JobHandle handle)
    {
// block 4
    }
}

// block 2

