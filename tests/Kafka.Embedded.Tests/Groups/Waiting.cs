namespace AkkaStreamProc.Kafka.Embedded.Tests.Groups;

internal static class Waiting
{
    /// <summary>The answer, which must be there already.</summary>
    public static T Now<T>(this Task<T> task)
    {
        task.IsCompletedSuccessfully.ShouldBeTrue("the group lets wait whom it should answer");
        return task.GetAwaiter().GetResult();
    }
}
