namespace AkkaStreamProc.Simulation.Tests.Tables;

/// <summary>A row of a table.</summary>
internal sealed record Row(string Key, int Version, bool IsDeleted, long Time);

/// <summary>What is joined with a table.</summary>
internal sealed record Order(string Key, int Split, int Number, long Time);

/// <summary>An order with the row it was joined with, or none.</summary>
internal readonly record struct Joined(string Key, int Split, int Number, int Version)
{
    public const int None = -1;

    public static Joined Of(Order order, Row? row) => new(order.Key, order.Split, order.Number, row?.Version ?? None);
}
