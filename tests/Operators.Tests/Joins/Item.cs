namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>The record the join tests run on: a number of a key, unlike any other of its stream.</summary>
public sealed record Item(int Key, int Number)
{
    public override string ToString() => $"{Number}";
}
