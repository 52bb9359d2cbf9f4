using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc;

/// <summary>A key with an equality of its own, which says what hash goes with it.</summary>
/// <remarks>
/// For types that are compared otherwise than by all their members (ignoring case, by an id). The hash must be the same
/// in every process and version of the job, and equal for equal keys: state is found by it. It must not come from
/// <see cref="object.GetHashCode"/> of strings or objects, which differs in every process.
/// See <see cref="KeyHash{TKey}"/> for the types that need no such thing.
/// </remarks>
/// <example>
/// <code>
/// sealed class Email(string address) : IEquatable&lt;Email&gt;, IStableHash
/// {
///     public string Address { get; } = address;
///
///     public ulong GetStableHash() => KeyHash&lt;string&gt;.Of(Address.ToUpperInvariant());
///
///     public bool Equals(Email? other) => string.Equals(Address, other?.Address, StringComparison.OrdinalIgnoreCase);
///
///     public override bool Equals(object? obj) => Equals(obj as Email);
///
///     public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Address);
/// }
/// </code>
/// </example>
public interface IStableHash
{
    /// <summary>The hash; need not be well distributed.</summary>
    ulong GetStableHash();
}
