namespace AkkaStreamProc.Operators.Joins;

/// <summary>What is emitted of two streams that are joined.</summary>
internal enum JoinKind
{
    /// <summary>Each pair.</summary>
    Inner,

    /// <summary>Each pair, and records of the first stream that are in none.</summary>
    Left,

    /// <summary>Each pair, and records of the second stream that are in none.</summary>
    Right,

    /// <summary>Each pair, and records that are in none.</summary>
    Full,

    /// <summary>Records of the first stream that are in some pair, once.</summary>
    Semi,

    /// <summary>Records of the first stream that are in no pair.</summary>
    Anti,
}
