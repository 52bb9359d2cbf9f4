namespace AkkaStreamProc.Operators.Tests.Keys;

public enum Colour : short
{
    Red = 1,
    Blue = -7,
}

public sealed record Person(string? Name, int Age);

[StateDerivedType(typeof(Town))]
public record Place(string Country);

public sealed record Town(string Country, int Code) : Place(Country);

public readonly record struct Cell(int X, int Y);

public struct PlainPair
{
    public double First;
    public string? Second;
}

public sealed record Wrapped(Person? Person, decimal Price, DateTimeOffset At, Colour? Colour);
