using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AkkaStreamProc.Analyzers;

/// <summary>Why a type cannot be kept in state: what a job is refused for when it is built, as far as it is certain from the code at hand.</summary>
/// <remarks>A type that some serializer is written for, here or in an assembly that is referred to, is taken to have it.</remarks>
internal sealed class StateTypes(Product product)
{
    private const string Serializer = "or give it a serializer (JobBuilder.UseStateSerializer)";

    private static readonly ImmutableHashSet<string> FrameworkKeys = ["b77a5c561934e089", "b03f5f7f11d50a3a", "7cec85d7bea7798e", "cc7b13ffcd2ddd51", "adb9793829ddae60"];

    private static readonly ImmutableHashSet<string> Scalars =
    [
        "System.Int128", "System.UInt128", "System.Half", "System.Numerics.BigInteger", "System.Numerics.Complex", "System.Guid", "System.DateTimeOffset",
        "System.DateOnly", "System.TimeOnly", "System.TimeSpan", "System.Text.Rune", "System.Index", "System.Range", "System.Version", "System.Uri",
        "System.Text.Json.JsonElement", "System.Collections.BitArray", "System.Text.StringBuilder",
    ];

    private static readonly ImmutableHashSet<string> Composed =
    [
        "System.Tuple", "System.ValueTuple", "System.Collections.Generic.KeyValuePair",
        .. new[] { "List", "Queue", "Stack", "LinkedList", "HashSet", "SortedSet", "Dictionary", "SortedDictionary", "SortedList", "PriorityQueue" }
            .Select(name => $"System.Collections.Generic.{name}"),
        .. new[] { "Array", "List", "Queue", "Stack", "HashSet", "SortedSet", "Dictionary", "SortedDictionary" }.Select(name => $"System.Collections.Immutable.Immutable{name}"),
    ];

    private readonly Hierarchy _hierarchy = new(product);
    private readonly Lazy<ImmutableHashSet<ISymbol?>> _serialized = new(() => Serialized(product));

    /// <summary>What is wrong with a type in state, and the way out.</summary>
    /// <returns><see langword="null"/> where it can be kept, and where that is not certain.</returns>
    public (string What, string WayOut)? RefusalOf(ITypeSymbol type) => RefusalOf(type, "", new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default), isExact: false);

    private (string What, string WayOut)? RefusalOf(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen, bool isExact)
    {
        if (_serialized.Value.Contains(type) || (!isExact && !seen.Add(type)))
        {
            return null;
        }

        switch (type)
        {
            case { TypeKind: TypeKind.TypeParameter or TypeKind.Error or TypeKind.Enum }:
            case { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime }:
                return null;
            case IArrayTypeSymbol array:
                return RefusalOf(array.ElementType, $"{path}[]", seen, isExact: false);
            case { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr }:
                return (Place(path, type) + "is an address", "Keep what it points to, or a long");
            case { TypeKind: TypeKind.Dynamic } or { SpecialType: SpecialType.System_Object }:
                return (Place(path, type) + "says nothing of what its values are", "Declare the type of the values, or a base type with [StateDerivedType]");
            case { TypeKind: TypeKind.Delegate }:
                return (Place(path, type) + "is a delegate, whose code and captured variables no restore can make again", "Keep the data that it is made from");
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                return RefusalOf(nullable.TypeArguments[0], path, seen, isExact: false);
            case INamedTypeSymbol named:
                return IsFramework(named) ? RefusalOfFramework(named, path, seen) : RefusalOfOwn(named, path, seen, isExact);
            default:
                return null;
        }
    }

    private (string What, string WayOut)? RefusalOfFramework(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        var name = FullName(type);
        if (Scalars.Contains(name))
        {
            return null;
        }

        if (type.IsTupleType || Composed.Contains(name))
        {
            return type.IsTupleType
                ? type.TupleElements.Select(e => RefusalOf(e.Type, Join(path, e.Name), seen, isExact: false)).FirstOrDefault(refusal => refusal is not null)
                : type.TypeArguments.Select(argument => RefusalOf(argument, $"{path}[]", seen, isExact: false)).FirstOrDefault(refusal => refusal is not null);
        }

        if (type.ContainingNamespace.ToDisplayString() == "System.Threading.Tasks")
        {
            return (Place(path, type) + "is work in progress", "Keep its result");
        }

        return type.TypeKind == TypeKind.Interface
            ? (Place(path, type) + "is an interface, of which a restore could not tell the class", $"Declare the class itself, such as List<T>, T[], ImmutableList<T> or Dictionary<TKey, TValue>, {Serializer}")
            : (Place(path, type) + "is none of the framework's types that come back exactly as they were", $"Keep the data that it is made from, {Serializer}");
    }

    private (string What, string WayOut)? RefusalOfOwn(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen, bool isExact)
    {
        if (type.GetAttributes().Any(a => a.AttributeClass?.Name == "InlineArrayAttribute"))
        {
            return null;
        }

        if (!type.IsValueType && !isExact && _hierarchy.Declared(type) is { Count: > 0 } declared)
        {
            return declared.Select(d => RefusalOf(d, Join(path, $"({d.Name})"), seen, isExact: true)).FirstOrDefault(refusal => refusal is not null);
        }

        if (type.TypeKind == TypeKind.Interface || type.IsAbstract)
        {
            return (
                Place(path, type) + $"is {(type.TypeKind == TypeKind.Interface ? "an interface" : "abstract")}, and the types of its values are not declared",
                $"Declare each with [StateDerivedType(typeof(…))] on {type.Name}, {Serializer}");
        }

        if (!isExact && _hierarchy.FirstDerived(type) is { } derived)
        {
            return (
                Place(path, type) + $"is the base of '{derived.Name}', which is not declared, so that a restore could not tell them apart",
                $"Declare derived types with [StateDerivedType(typeof({derived.Name}))] on {type.Name}, or seal it");
        }

        for (var level = type.IsValueType ? null : type.BaseType; level is not null && level.SpecialType != SpecialType.System_Object; level = level.BaseType)
        {
            if (IsFramework(level))
            {
                return (Place(path, type) + $"derives from '{level.Name}', whose fields are the framework's", "Keep an object of that type in a member instead of deriving from it");
            }
        }

        return type.DeclaringSyntaxReferences.IsEmpty && !type.IsAnonymousType ? null : RefusalOfFields(type, path, seen);
    }

    private (string What, string WayOut)? RefusalOfFields(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        for (var level = type; level is not null && !level.DeclaringSyntaxReferences.IsEmpty; level = level.BaseType)
        {
            foreach (var field in level.GetMembers().OfType<IFieldSymbol>())
            {
                if (field.IsStatic || field.IsConst || field.IsFixedSizeBuffer || field.GetAttributes().Any(a => a.AttributeClass?.Name == "NonSerializedAttribute"))
                {
                    continue;
                }

                var member = Join(path, field.AssociatedSymbol?.Name ?? field.Name);
                if (field.AssociatedSymbol is null && field.Name.IndexOf("hash", StringComparison.OrdinalIgnoreCase) >= 0 && IsHashCode(field.Type))
                {
                    return (Place(member, field.Type) + "looks like a hash code, which is another one in every process", "Mark it with [NonSerialized] and compute it again when it is 0");
                }

                if (RefusalOf(field.Type, member, seen, isExact: false) is { } refusal)
                {
                    return refusal;
                }
            }
        }

        return null;
    }

    private static bool IsHashCode(ITypeSymbol type) =>
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type)
        .SpecialType is SpecialType.System_Int32 or SpecialType.System_UInt32;

    private static bool IsFramework(INamedTypeSymbol type) =>
        type.ContainingAssembly is { } assembly && FrameworkKeys.Contains(string.Concat(assembly.Identity.PublicKeyToken.Select(b => b.ToString("x2"))));

    private static ImmutableHashSet<ISymbol?> Serialized(Product product)
    {
        if (product.Type("IStateSerializer`1") is not { } serializer)
        {
            return [];
        }

        var language = serializer.ContainingAssembly.Name;
        var assemblies = product.Compilation.SourceModule.ReferencedAssemblySymbols
            .Where(a => a.Modules.Any(m => m.ReferencedAssemblies.Any(r => r.Name == language)))
            .Append(product.Compilation.Assembly);
        return ImmutableHashSet.CreateRange<ISymbol?>(
            SymbolEqualityComparer.Default,
            from assembly in assemblies
            from type in Hierarchy.TypesIn(assembly.GlobalNamespace)
            from implemented in type.AllInterfaces
            where SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, serializer)
            select implemented.TypeArguments[0]);
    }

    private static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";

    private static string Place(string path, ITypeSymbol type) =>
        path.Length == 0 ? "it " : $"its member '{path}' of the type '{type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat)}' ";

    private static string FullName(INamedTypeSymbol type) => type.ContainingType is null ? $"{type.ContainingNamespace.ToDisplayString()}.{type.Name}" : "";
}
