using Akka.Actor;
using AkkaStreamProc;

namespace Pages.Querying;

internal static class Reading
{
    public static async Task Both(JobHandle handle)
    {
// block 1
    }

    public static async Task All(StateHandle<string, decimal> totals)
    {
// block 2
    }

    public static async Task Ask(JobHandle handle)
    {
// block 3
    }
}
