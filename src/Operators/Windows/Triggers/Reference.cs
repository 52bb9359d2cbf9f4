namespace AkkaStreamProc;

/// <summary>The record that others are compared with.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
public readonly record struct Reference<T>
{
    /// <summary>The record.</summary>
    public T? Record { get; internal init; }

    /// <summary>Whether there is one.</summary>
    public bool IsSet { get; internal init; }
}
