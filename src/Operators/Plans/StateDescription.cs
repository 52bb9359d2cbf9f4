namespace AkkaStreamProc.Operators.Plans;

/// <summary>One state of an operator, for plans and the fingerprint.</summary>
/// <param name="Name">The name it is addressed by in snapshots.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Detail">What the plan adds; may change between two starts, so it is no part of the fingerprint.</param>
internal sealed record StateDescription(string Name, string Type, string Detail = "")
{
    /// <summary>What it holds, with names of types that no other type has.</summary>
    public string DistinctType { get; init; } = Type;

    /// <summary>The types that are written to snapshots, but for those that have a serializer of this state alone.</summary>
    public IReadOnlyList<Type> Kept { get; init; } = [];

    /// <summary>Describes a state by a text with types in it, and the types that are written to snapshots.</summary>
    public static StateDescription Of(string name, FormattableString type, params IReadOnlyList<Type> kept) =>
        new(name, TypeNames.Text(type, TypeNames.Of)) { DistinctType = TypeNames.Text(type, TypeNames.DistinctOf), Kept = kept };
}
