using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AkkaStreamProc.Analyzers;

/// <summary>Why a type can be no key: what KeyBy refuses, as far as it is certain from the code at hand.</summary>
/// <remarks>Of types from other assemblies the fields are not known, so it is only their kind that is judged.</remarks>
internal sealed class KeyTypes(Product product)
{
    private const string Instead = "Use a string, a number, a Guid, a date, or a tuple, record or struct of those, or let the type say its hash (IStableHash)";

    private static readonly SymbolDisplayFormat Name = SymbolDisplayFormat.CSharpErrorMessageFormat;

    private static readonly ImmutableHashSet<string> Hashed =
        ["System.Guid", "System.DateTime", "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.DateTimeOffset"];

    private readonly Hierarchy _hierarchy = new(product);

    /// <summary>What is wrong with a type as a key, and the way out.</summary>
    /// <returns><see langword="null"/> where it can be one, and where that is not certain.</returns>
    public (string What, string WayOut)? RefusalOf(ITypeSymbol type) => RefusalOf(type, "", []);

    private (string What, string WayOut)? RefusalOf(ITypeSymbol type, string path, ImmutableArray<ITypeSymbol> within)
    {
        switch (type)
        {
            case { TypeKind: TypeKind.TypeParameter or TypeKind.Error or TypeKind.Enum }:
                return null;
            case { TypeKind: TypeKind.Array or TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Dynamic or TypeKind.Delegate }:
                return Refused(type, path, "has no equality by what it consists of");
            case { SpecialType: SpecialType.System_Object }:
                return Refused(type, path, "says nothing of what its values are");
            case { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr }:
                return Refused(type, path, "has another size in another process");
            case { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime }:
                return null;
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                return RefusalOf(nullable.TypeArguments[0], path, within);
            case INamedTypeSymbol named:
                return RefusalOfNamed(named, path, within);
            default:
                return null;
        }
    }

    private (string What, string WayOut)? RefusalOfNamed(INamedTypeSymbol type, string path, ImmutableArray<ITypeSymbol> within)
    {
        if (Hashed.Contains(FullName(type)) || Is(type, product.StableHash) || type.AllInterfaces.Any(i => Is(i, product.StableHash)))
        {
            return null;
        }

        if (!type.IsValueType && _hierarchy.Declared(type) is { Count: > 0 } declared)
        {
            return within.Contains(type, SymbolEqualityComparer.Default)
                ? Refused(type, path, "contains itself")
                : declared.Select(d => RefusalOfFields(d, path, within.Add(type))).FirstOrDefault(refusal => refusal is not null);
        }

        return RefusalOfFields(type, path, within);
    }

    private (string What, string WayOut)? RefusalOfFields(INamedTypeSymbol type, string path, ImmutableArray<ITypeSymbol> within)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return Refused(type, path, "is an interface");
        }

        if (type.IsAbstract)
        {
            return Refused(type, path, "is abstract, and the types of its values are not declared");
        }

        if (EqualityOf(type) is { } equality)
        {
            return Refused(type, path, equality);
        }

        if (within.Count(t => SymbolEqualityComparer.Default.Equals(t, type)) > (within.Length > 0 && SymbolEqualityComparer.Default.Equals(within[within.Length - 1], type) ? 1 : 0))
        {
            return Refused(type, path, "contains itself");
        }

        if (!type.IsValueType && !within.Contains(type, SymbolEqualityComparer.Default) && _hierarchy.Declared(type).Count == 0 && _hierarchy.FirstDerived(type) is { } derived)
        {
            return (
                Place(path, type) + $"is the base of '{derived.Name}', which is not declared",
                $"Seal '{type.Name}', or declare derived types with [StateDerivedType(typeof({derived.Name}))] on it");
        }

        foreach (var (name, part, isLeftOut) in PartsOf(type))
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (isLeftOut)
            {
                return Refused(part, inner, "takes part in the equality and is left out of state ([NonSerialized])");
            }

            if (RefusalOf(part, inner, within.Add(type)) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>What is wrong with the equality of a type: it is to be that of all its fields.</summary>
    private static string? EqualityOf(INamedTypeSymbol type)
    {
        if (type.IsAnonymousType || type.IsTupleType || FullName(type.OriginalDefinition) is "System.Tuple" or "System.ValueTuple")
        {
            return null;
        }

        if (!type.IsValueType && !type.IsRecord)
        {
            return "is a class without an equality by its members";
        }

        if (IsForeign(type))
        {
            // Records and structs of others: what can be seen is an Equals that somebody wrote.
            return type.IsValueType && type.GetMembers("Equals").OfType<IMethodSymbol>().Any(m => m.IsOverride && !IsGenerated(m)) ? "has an equality of its own" : null;
        }

        for (var level = type; level is not null && level.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); level = level.BaseType)
        {
            if (!IsForeign(level) && HasWrittenEquality(level))
            {
                return level.Equals(type, SymbolEqualityComparer.Default) ? "has an equality of its own" : $"has the equality of '{level.Name}'";
            }
        }

        return null;
    }

    private static bool HasWrittenEquality(INamedTypeSymbol type)
    {
        var written = type.GetMembers().Where(m => !m.IsImplicitlyDeclared);
        return written.Any(m => m switch
        {
            IMethodSymbol { Name: "Equals", IsOverride: true } => true,
            IMethodSymbol method => method.Parameters.Length == 1 && method.Parameters[0].Type.Equals(type, SymbolEqualityComparer.Default)
                && ImplementsEquality(type, method),
            IPropertySymbol property => type.IsRecord && property.Name == "EqualityContract",
            _ => false,
        });
    }

    private static bool ImplementsEquality(INamedTypeSymbol type, IMethodSymbol method) =>
        type.AllInterfaces.Where(i => i.Name == "IEquatable" && i.TypeArguments.Length == 1 && i.TypeArguments[0].Equals(type, SymbolEqualityComparer.Default))
            .SelectMany(i => i.GetMembers("Equals"))
            .Any(member => method.Equals(type.FindImplementationForInterfaceMember(member), SymbolEqualityComparer.Default));

    /// <summary>What the hash of a type is made of.</summary>
    private static IEnumerable<(string Name, ITypeSymbol Type, bool IsLeftOut)> PartsOf(INamedTypeSymbol type)
    {
        if (type.IsTupleType)
        {
            return type.TupleElements.Select(e => (e.Name, e.Type, false));
        }

        if (type.IsAnonymousType)
        {
            return type.GetMembers().OfType<IPropertySymbol>().Select(p => (p.Name, p.Type, false));
        }

        if (FullName(type.OriginalDefinition) is "System.Tuple" or "System.Collections.Generic.KeyValuePair")
        {
            return type.TypeArguments.Select((argument, i) => (type.TypeParameters[i].Name, argument, false));
        }

        var fields = new List<(string, ITypeSymbol, bool)>();
        for (var level = type; level is not null && !IsForeign(level) && level.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); level = level.BaseType)
        {
            fields.AddRange(level.GetMembers().OfType<IFieldSymbol>()
                .Where(f => !f.IsStatic && !f.IsConst && !f.IsFixedSizeBuffer)
                .Select(f => (f.AssociatedSymbol?.Name ?? f.Name, f.Type, f.GetAttributes().Any(a => a.AttributeClass?.Name == "NonSerializedAttribute"))));
        }

        return fields;
    }

    private static (string What, string WayOut) Refused(ITypeSymbol type, string path, string why) => (Place(path, type) + why, Instead);

    private static string Place(string path, ITypeSymbol type) => path.Length == 0 ? "it " : $"its member '{path}' of the type '{type.ToDisplayString(Name)}' ";

    private static bool IsForeign(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.IsEmpty && !type.IsAnonymousType;

    private static bool IsGenerated(ISymbol member) => member.GetAttributes().Any(a => a.AttributeClass?.Name == "CompilerGeneratedAttribute");

    private static bool Is(ITypeSymbol type, ITypeSymbol? other) => other is not null && type.Equals(other, SymbolEqualityComparer.Default);

    /// <summary>Namespace and name, without arguments.</summary>
    private static string FullName(INamedTypeSymbol type) => type.ContainingType is null ? $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}" : "";
}
