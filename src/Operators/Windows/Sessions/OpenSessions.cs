namespace AkkaStreamProc.Operators.Windows.Sessions;

/// <summary>The session of a key that begins last, which is nearly always its only one, and when the key is to be called next.</summary>
internal struct OpenSessions<TAccumulator>
{
    /// <summary>The session that begins last.</summary>
    public Session<TAccumulator> Latest;

    /// <summary>The moment of the timer that is registered.</summary>
    public long Timer;

    /// <summary>Whether there are sessions before it, in a state of their own: where records come far out of order, or lateness is allowed.</summary>
    public bool HasEarlier;
}
