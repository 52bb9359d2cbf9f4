namespace AkkaStreamProc.Operators.Windows.Combining;

/// <summary>The partial aggregate of a key while it is gathered.</summary>
internal struct Tally<TAccumulator>
{
    public TAccumulator Accumulator;

    /// <summary>How many records it stands for.</summary>
    public long Records;
}
