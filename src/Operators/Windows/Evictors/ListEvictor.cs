namespace AkkaStreamProc.Operators.Windows.Evictors;

/// <summary>An evictor by a delegate, before the result or behind it.</summary>
internal sealed class ListEvictor<T>(string description, bool after, Action<List<Timestamped<T>>> evict) : Evictor<T>
{
    public override void EvictBefore(List<Timestamped<T>> records, Window window)
    {
        if (!after)
        {
            evict(records);
        }
    }

    public override void EvictAfter(List<Timestamped<T>> records, Window window)
    {
        if (after)
        {
            evict(records);
        }
    }

    public override string ToString() => description + (after ? " afterwards" : "");
}
