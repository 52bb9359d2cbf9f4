namespace AkkaStreamProc;

/// <summary>What a type or a member was called when state was written that the job continues from.</summary>
/// <param name="name">
/// Of a member its name. Of a type its full name as it stands in source code, with the names of the types around it and without type
/// arguments: <c>Shop.Orders.Line</c>.
/// </param>
/// <remarks>
/// State that was written under a former name is read as if it had the present one (<c>docs/state-types.md</c>). Of a record the
/// attribute may stand at the parameter. It may be removed when no checkpoint or savepoint is continued from that has the former name.
/// </remarks>
[AttributeUsage(
    AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter,
    AllowMultiple = true,
    Inherited = false)]
public sealed class FormerNameAttribute(string name) : Attribute
{
    /// <summary>The former name.</summary>
    public string Name { get; } = name;
}
