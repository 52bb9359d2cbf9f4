namespace AkkaStreamProc.Operators.Tests.Windows.Combining;

/// <summary>An amount by a rank that others have too, so that it shows which of them was kept.</summary>
internal readonly record struct Rated(long Rank, long Amount) : IComparable<Rated>
{
    public int CompareTo(Rated other) => Rank.CompareTo(other.Rank);
}
