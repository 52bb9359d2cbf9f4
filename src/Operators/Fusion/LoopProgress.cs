namespace AkkaStreamProc.Operators.Fusion;

/// <summary>
/// How far a compiled loop has come, so that one that throws names the record and the stage, and may go on behind it.
/// </summary>
/// <remarks>
/// A loop writes it once for each record, two stores into one cache line. Fields, not properties, because compiled
/// expressions access them (see the benchmark <c>fused-chain</c>).
/// </remarks>
internal sealed class LoopProgress
{
    /// <summary>The first record the loop takes; where it stops before the end, the next one.</summary>
    public int Start;

    /// <summary>The record at hand.</summary>
    public int Index;

    /// <summary>How many results stand in the output before those of the record at hand; where the loop begins to write.</summary>
    public int Written;

    /// <summary>The stage at hand.</summary>
    public int Stage;
}
