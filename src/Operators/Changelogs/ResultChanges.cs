namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>What an operator makes of its results later.</summary>
internal enum ResultChanges
{
    /// <summary>Nothing: every result is a record for good.</summary>
    None,

    /// <summary>What its inputs do to theirs.</summary>
    OfInputs,

    /// <summary>It takes results back, or replaces them.</summary>
    Own,
}
