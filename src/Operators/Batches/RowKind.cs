namespace AkkaStreamProc;

/// <summary>What a record says of a row: that it is there, what it was, what it is now, or that it is gone.</summary>
/// <remarks>The four kinds of a changelog as Flink has them (Dynamic Tables, "Table to Stream Conversion"). The numbers are a part of formats.</remarks>
public enum RowKind : byte
{
    /// <summary>A row that is there from now on. A stream that is no changelog has only these.</summary>
    Insert = 0,

    /// <summary>What a row was before it changed; what it is now follows.</summary>
    UpdateBefore = 1,

    /// <summary>What a row is after it changed.</summary>
    UpdateAfter = 2,

    /// <summary>A row that is gone.</summary>
    Delete = 3,
}
