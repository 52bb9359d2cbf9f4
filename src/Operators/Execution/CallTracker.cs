namespace AkkaStreamProc.Operators.Execution;

/// <summary>Which part of a chain is at work: the chain writes it, once for each batch it hands on, and a watch on another thread reads it.</summary>
internal sealed class CallTracker
{
    private volatile object? _current;

    /// <summary>The operator or router that has a batch, a watermark or a timer in hand.</summary>
    public object? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>The operator at hand in words, with what it has in hand where it says so; any thread may ask.</summary>
    public string Describe()
    {
        if (_current is not StreamOperator current)
        {
            return "the exchange behind an operator";
        }

        try
        {
            return $"the operator '{current.Context.OperatorName}'{(current.CallDetail is { } detail ? $", {detail}" : "")}";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What it has in hand may change while this thread looks at it.
            return $"the operator '{current.Context.OperatorName}'";
        }
    }
}
