using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>What a join keeps of a key.</summary>
internal struct JoinKey<TFirst, TSecond> : IStandsFor<(TFirst, TSecond)>
{
    public RowQueue First;

    public RowQueue Second;

    /// <summary>When the key is called so that rows leave that are only dropped; only where it is.</summary>
    public long DropTime;

    /// <summary>Whether it is called for that.</summary>
    public bool IsAwaited;

    public readonly bool IsEmpty => First.Count == 0 && Second.Count == 0;
}
