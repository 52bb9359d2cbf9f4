namespace AkkaStreamProc.Operators.Joins;

/// <summary>Where the rows of one key and side lie (<see cref="RowSlabs{T}"/>); <see langword="default"/> where there are none.</summary>
internal struct RowQueue
{
    /// <summary>The page.</summary>
    public int Page;

    /// <summary>Where its block begins in the page.</summary>
    public byte Offset;

    /// <summary>The binary logarithm of the size of the block, plus one; 0 where there is no block.</summary>
    public byte Size;

    /// <summary>How many rows at the beginning of the block have left.</summary>
    public int Left;

    /// <summary>How many rows there are.</summary>
    public int Count;

    public readonly int Capacity => Size == 0 ? 0 : 1 << (Size - 1);

    public readonly int Start => Offset + Left;
}
