namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>What an object begins with.</summary>
internal static class ReferenceTag
{
    /// <summary>There is none.</summary>
    public const byte Null = 0;

    /// <summary>It follows.</summary>
    public const byte Here = 1;

    /// <summary>The number of one follows that was written before.</summary>
    public const byte Before = 2;
}
