using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>One state of an operator in a subtask, whatever it holds.</summary>
internal interface IKeyedState
{
    /// <summary>How many bytes of memory it takes, about.</summary>
    long MeasureBytes();

    /// <summary>Takes it as it stands, in constant time or nearly so.</summary>
    IFrozenKeyedState Freeze();

    /// <summary>Takes what a checkpoint has of it for the key groups of the subtask.</summary>
    /// <exception cref="SnapshotException">It was written with other types.</exception>
    void Restore(OperatorRestore restore);
}
