namespace AkkaStreamProc;

/// <summary>What a trigger wants done with a window.</summary>
[Flags]
public enum TriggerResult
{
    /// <summary>Nothing.</summary>
    Continue = 0,

    /// <summary>The result of what is gathered is emitted; it stays.</summary>
    Fire = 1,

    /// <summary>What is gathered is dropped; the window stays open.</summary>
    Purge = 2,

    /// <summary>The result is emitted, and what is gathered is dropped.</summary>
    FireAndPurge = Fire | Purge,
}
