namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>What operators that make tables keep.</summary>
internal static class TableStates
{
    /// <summary>The name of the state that has the rows of each group, by which a table is read from outside.</summary>
    public const string Name = "table";
}
