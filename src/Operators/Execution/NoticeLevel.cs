namespace AkkaStreamProc.Operators.Execution;

/// <summary>How much a notice matters.</summary>
public enum NoticeLevel
{
    /// <summary>Good to know.</summary>
    Information,

    /// <summary>Something is not as it should be, and is dealt with.</summary>
    Warning,

    /// <summary>Somebody must do something.</summary>
    Error,
}
