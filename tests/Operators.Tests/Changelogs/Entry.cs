namespace AkkaStreamProc.Operators.Tests.Changelogs;

/// <summary>The row the tests of tables run on.</summary>
public sealed record Entry(int Id, int Group, int Value);
