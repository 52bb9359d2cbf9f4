namespace AkkaStreamProc.Connectors.Akka.Internal.Results;

/// <summary>Where results go in their process. Thread-safe, and outlives attempts.</summary>
internal interface IResultTarget<in T>
{
    /// <summary>Whether more are taken now.</summary>
    bool HasRoom { get; }

    /// <summary>Calls once when there is room, at once where there is.</summary>
    void WhenRoom(Action call);

    /// <summary>Whoever wanted to be called is gone; one that was called already is none.</summary>
    void Withdraw(Action call);

    /// <summary>Takes results, whether there is room or not.</summary>
    void Give(IReadOnlyList<T> records);
}
