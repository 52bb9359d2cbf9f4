namespace AkkaStreamProc;

/// <summary>The binary form of a type in state that also reads what its earlier versions wrote.</summary>
/// <typeparam name="T">The type.</typeparam>
public interface IVersionedStateSerializer<T> : IStateSerializer<T>
{
    /// <summary>The oldest version that can be read still.</summary>
    int OldestVersion { get; }

    /// <summary>Reads a value that was written by a version from <see cref="OldestVersion"/> to <see cref="IStateSerializer{T}.Version"/>.</summary>
    /// <param name="bytes">Exactly what that version wrote; valid during the call only.</param>
    /// <param name="version">The version.</param>
    T Read(ReadOnlySpan<byte> bytes, int version);
}
