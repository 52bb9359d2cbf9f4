namespace AkkaStreamProc;

/// <summary>Says which types the values of a base type or interface may have where it is kept in state or is a key.</summary>
/// <param name="type">A class that derives from the type, or implements the interface; of a generic one its definition.</param>
/// <remarks>
/// A restore must know every type that a checkpoint may hold. A base type without this attribute holds values of exactly
/// its own type. <see cref="System.Text.Json.Serialization.JsonDerivedTypeAttribute"/> says the same. A value is stored
/// with the full name of its type, so that types may be added later, and in any order.
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class StateDerivedTypeAttribute(Type type) : Attribute
{
    /// <summary>The derived type.</summary>
    public Type Type { get; } = type;
}
