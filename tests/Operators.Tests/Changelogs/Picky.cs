namespace AkkaStreamProc.Operators.Tests.Changelogs;

/// <summary>A value to order by that cannot be compared where it is negative: neither is it compared, nor are others with it.</summary>
public readonly record struct Picky(int Value) : IComparable<Picky>
{
    public int CompareTo(Picky other) => Value < 0 || other.Value < 0 ? throw new NotSupportedException($"{Value} and {other.Value} are in no order") : Value.CompareTo(other.Value);
}

/// <summary>As <see cref="Picky"/>, but others are compared with it, as with a text that is missing.</summary>
public readonly record struct HalfPicky(int Value) : IComparable<HalfPicky>
{
    public int CompareTo(HalfPicky other) => Value < 0 ? throw new NotSupportedException($"{Value} is in no order") : Value.CompareTo(other.Value);
}

/// <summary>A row that nothing can be compared with where its value is negative.</summary>
public sealed record Touchy(int Group, int Value)
{
    public bool Equals(Touchy? other) => other is not null && (Value < 0 || other.Value < 0 ? throw new NotSupportedException($"{Value} and {other.Value} cannot be compared") : (Group, Value) == (other.Group, other.Value));

    public override int GetHashCode() => HashCode.Combine(Group, Value);
}
