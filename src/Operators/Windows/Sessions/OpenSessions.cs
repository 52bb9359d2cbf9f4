using System.Collections.Immutable;

namespace AkkaStreamProc.Operators.Windows.Sessions;

/// <summary>The sessions of a key that still take records, and when it is to be looked at them next.</summary>
/// <remarks>One session is the rule; a second array is there only where records come far out of order or lateness is allowed.</remarks>
internal struct OpenSessions<TAccumulator>
{
    /// <summary>The session that begins last.</summary>
    public Session<TAccumulator> Latest;

    /// <summary>Those before it, by time; <see langword="null"/> where there are none.</summary>
    public ImmutableList<Session<TAccumulator>>? Earlier;

    /// <summary>The moment of the timer that is registered.</summary>
    public long Timer;
}
