namespace AkkaStreamProc.Operators.Windows.Sessions;

/// <summary>A session of a key.</summary>
internal struct Session<TAccumulator>
{
    public long Start;

    /// <summary>The millisecond behind the last one.</summary>
    public long End;

    /// <summary>Whether its result was emitted and nothing has come since.</summary>
    public bool HasFired;

    public TAccumulator Value;
}
