namespace AkkaStreamProc.Operators.Execution;

/// <summary>The head of a chain whose results come later than the records they are of, and not in answer to anything the subtask does.</summary>
/// <remarks>
/// <para>
/// What concerns the whole chain (event time, idleness, the end) would overtake those results. So the subtask does not walk
/// it through the chain but gives it to the head, which keeps it between the records, and gets it back when the results
/// before it are out. A barrier does not wait: what is not out at that moment is state of the operator.
/// </para>
/// <para>The operator takes no part in <see cref="OperatorInterests.EventTime"/> and <see cref="OperatorInterests.EndOfInput"/> itself, and is always the head.</para>
/// </remarks>
internal interface IDelayingOperator
{
    /// <summary>Whether results are still to come.</summary>
    bool IsBehind { get; }

    /// <summary>Takes how far the input has come behind the records that were received.</summary>
    void Take(InputProgress progress);

    /// <summary>Emits what can be emitted. Called between two steps of the subtask, and only where there is room.</summary>
    /// <param name="progress">Where it has come to a progress: that one, which the subtask tells before it calls again.</param>
    /// <returns>Whether anything was done; nothing is before there is mail, or input, or a timer is due.</returns>
    bool GoOn(out InputProgress? progress);
}
