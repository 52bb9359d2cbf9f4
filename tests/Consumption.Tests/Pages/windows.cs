using AkkaStreamProc;

namespace Pages.Windows;

public sealed record Click(string User, string Page, bool IsVideo);

internal static class Jobs
{
    public static void Kinds(DataStream<Click> clicks)
    {
// block 1
    }

    public static void Late(DataStream<Click> clicks, ISink<WindowResult<string, long>> results, ISink<Click> late)
    {
// block 2
    }
}

internal static class Aggregates
{
    private
// block 3
}
