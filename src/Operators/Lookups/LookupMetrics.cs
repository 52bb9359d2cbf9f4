namespace AkkaStreamProc.Operators.Lookups;

/// <summary>The numbers that a lookup tells of itself.</summary>
internal sealed class LookupMetrics(FunctionMetrics metrics)
{
    public FunctionCounter Hits { get; } = metrics.Counter("lookup.hits", "{record}", "Records whose key was in the cache");

    public FunctionCounter Misses { get; } = metrics.Counter("lookup.misses", "{record}", "Records whose key was not in the cache");

    public FunctionCounter Calls { get; } = metrics.Counter("lookup.calls", "{call}", "Calls that asked for rows");
}
