namespace AkkaStreamProc.Operators.Queries;

/// <summary>What a key has in one open window.</summary>
internal struct OpenPane<TAccumulator>
{
    /// <summary>The start of the window, in milliseconds.</summary>
    public long Start;

    public TAccumulator Accumulator;
}
