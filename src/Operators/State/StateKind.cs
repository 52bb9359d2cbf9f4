namespace AkkaStreamProc.Operators.State;

/// <summary>What an operator keeps for each key under one name.</summary>
internal enum StateKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>A map.</summary>
    Map,

    /// <summary>A list.</summary>
    List,

    /// <summary>Elements by time.</summary>
    Buffer,

    /// <summary>A value that everything is combined with that is added.</summary>
    Reducing,

    /// <summary>An accumulator.</summary>
    Aggregating,

    /// <summary>An accumulator for each open window.</summary>
    Panes,

    /// <summary>The moments at which the key is to be called.</summary>
    Timers,
}
