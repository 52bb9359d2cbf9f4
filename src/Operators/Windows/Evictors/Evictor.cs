namespace AkkaStreamProc;

/// <summary>Takes records out of a window when it fires. Those that come with the library are made by <see cref="Evictors{T}"/>; others derive from this.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// A window with an evictor keeps all its records, and computes its result from them when it fires. One object serves all
/// keys, windows and subtasks: it has no fields that change. (Flink's evictor.)
/// </remarks>
public abstract class Evictor<T>
{
    /// <summary>Takes records out before the result is computed.</summary>
    /// <param name="records">The records in the order in which they came; what is removed from the list is removed from the window.</param>
    /// <param name="window">The window.</param>
    public virtual void EvictBefore(List<Timestamped<T>> records, Window window)
    {
    }

    /// <summary>Takes records out when the result was computed.</summary>
    /// <inheritdoc cref="EvictBefore" path="/param"/>
    public virtual void EvictAfter(List<Timestamped<T>> records, Window window)
    {
    }

    /// <summary>What it does, for plans and the fingerprint.</summary>
    public override string ToString() => GetType().Name;
}
