namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Bounded waits that say what they waited for.</summary>
internal static class Awaiting
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async Task Within(this Task task, string awaited)
    {
        try
        {
            await task.WaitAsync(Limit);
        }
        catch (TimeoutException e) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {Limit} for: {awaited}", e);
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string awaited)
    {
        await ((Task)task).Within(awaited);
        return await task;
    }
}
