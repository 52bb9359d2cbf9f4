namespace AkkaStreamProc;

/// <summary>What an operator waits for.</summary>
public enum AwaitedKind
{
    /// <summary>A timer of a function.</summary>
    Timer,

    /// <summary>The end of a window.</summary>
    Window,

    /// <summary>The end of a session, which further records move.</summary>
    Session,
}
