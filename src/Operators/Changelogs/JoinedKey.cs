namespace AkkaStreamProc;

/// <summary>The key of a row that was made of two: that of the group in which they met, and their own.</summary>
/// <typeparam name="TGroup">The type of the key of the group.</typeparam>
/// <typeparam name="TFirst">The type of the key of the first row.</typeparam>
/// <typeparam name="TSecond">The type of the key of the second row.</typeparam>
/// <param name="Group">The key of the group.</param>
/// <param name="HasFirst">Whether there is a first row.</param>
/// <param name="First">The key of the first row, if there is one.</param>
/// <param name="HasSecond">Whether there is a second row.</param>
/// <param name="Second">The key of the second row, if there is one.</param>
/// <remarks>Rows of a stream have as their keys the numbers in which they came, by group.</remarks>
public readonly record struct JoinedKey<TGroup, TFirst, TSecond>(TGroup Group, bool HasFirst, TFirst? First, bool HasSecond, TSecond? Second)
    where TGroup : notnull
    where TFirst : notnull
    where TSecond : notnull;
