namespace AkkaStreamProc.Operators.Windows;

/// <summary>A part of an aggregate, and of how many values it is.</summary>
internal struct CountedPart<TValue>
{
    public TValue Value;
    public long Count;
}
