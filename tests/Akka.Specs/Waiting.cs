namespace AkkaStreamProc.Akka.Specs;

/// <summary>How long a spec waits for what must come.</summary>
internal static class Waiting
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits for a task and names it when it does not complete.</summary>
    public static async Task<T> InTime<T>(this Task<T> task, string awaited)
    {
        await ((Task)task).InTime(awaited);
        return await task;
    }

    /// <inheritdoc cref="InTime{T}"/>
    public static async Task InTime(this Task task, string awaited)
    {
        if (await Task.WhenAny(task, Task.Delay(Limit)) != task)
        {
            throw new TimeoutException($"Not within {Limit}: {awaited}");
        }

        await task;
    }
}
