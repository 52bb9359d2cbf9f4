namespace AkkaStreamProc.Operators.State;

/// <summary>What an operator keeps for each key under one name.</summary>
internal enum StateKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>An accumulator for each open window.</summary>
    Panes,

    /// <summary>The moments at which the key is to be called.</summary>
    Timers,
}
