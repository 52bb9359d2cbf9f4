using System.Buffers;

namespace AkkaStreamProc;

/// <summary>The binary form of a type in state, written by the user.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <remarks>
/// For types that cannot be kept otherwise (<c>docs/state-types.md</c>), and for forms that must not depend on the fields
/// of a type. Used by several threads at the same time. What <see cref="Read"/> returns must equal what
/// <see cref="Write"/> was given; <see langword="null"/> reaches neither. An object that occurs twice within one value
/// is written twice, and is two objects after a restore.
/// </remarks>
public interface IStateSerializer<T>
{
    /// <summary>Names the form: letters, digits, dot, dash and underscore. A part of the schema of the state.</summary>
    string Name { get; }

    /// <summary>The version of the form; state that was written by another one is refused. A part of the schema.</summary>
    int Version { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="output">Takes the bytes; their number is stored beside them.</param>
    /// <param name="value">Not <see langword="null"/>; must not be changed.</param>
    void Write(IBufferWriter<byte> output, T value);

    /// <summary>Reads a value.</summary>
    /// <param name="bytes">Exactly what <see cref="Write"/> wrote; valid during the call only.</param>
    T Read(ReadOnlySpan<byte> bytes);
}
