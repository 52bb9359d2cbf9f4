using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.State;

/// <summary>The binary form of keys and values in snapshots, chosen by their type.</summary>
/// <remarks>
/// Primitive values and structs of fixed layout are copied as bytes, strings are UTF-8, and everything else goes
/// through its PolyType shape (MessagePack) without attributes on the user's types.
/// </remarks>
internal abstract class StateSerializer<T>
{
    // Lazy, because a refusal in a static initializer would reach the user as a TypeInitializationException.
    private static StateSerializer<T>? _default;

    /// <exception cref="StreamProcessingException">The type cannot be kept in state; names it and the reason.</exception>
    public static StateSerializer<T> Default => _default ??= Choose();

    public abstract void Write(SnapshotWriter writer, in T value);

    public abstract T Read(SnapshotReader reader);

    /// <summary>A copy that shares nothing mutable with the original.</summary>
    public T Copy(in T value)
    {
        if (StateTypes.IsImmutable(typeof(T)))
        {
            return value;
        }

        var writer = new SnapshotWriter();
        Write(writer, value);
        return Read(new SnapshotReader(writer.Written));
    }

    private static StateSerializer<T> Choose()
    {
        if (typeof(T) == typeof(string))
        {
            return (StateSerializer<T>)(object)new StringStateSerializer();
        }

        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>() && StateTypes.HasFixedLayout(typeof(T)))
        {
            return new BytesStateSerializer<T>();
        }

        return new ShapeStateSerializer<T>();
    }
}
