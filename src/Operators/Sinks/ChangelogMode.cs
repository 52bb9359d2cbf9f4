namespace AkkaStreamProc;

/// <summary>Which changes of a table a sink takes.</summary>
public enum ChangelogMode
{
    /// <summary>Inserts alone: what was written stays as it is.</summary>
    Append,

    /// <summary>
    /// What a row is from now on, and that it is gone: <see cref="RowKind.Insert"/>, <see cref="RowKind.UpdateAfter"/> and
    /// <see cref="RowKind.Delete"/>. The sink finds the row by its key.
    /// </summary>
    Upsert,

    /// <summary>All four kinds: what a row was comes before what it is.</summary>
    Retract,
}
