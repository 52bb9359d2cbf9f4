using Microsoft.CodeAnalysis;

namespace AkkaStreamProc.Analyzers;

/// <summary>Which types a value of a type may have, as the product sees it when a job is built.</summary>
internal sealed class Hierarchy(Product product)
{
    private readonly Lazy<ILookup<ISymbol, INamedTypeSymbol>> _derived = new(() => DerivedIn(product.Compilation.Assembly));

    /// <summary>The concrete types that are declared for a base type or interface, itself among them where it is one.</summary>
    public IReadOnlyList<INamedTypeSymbol> Declared(INamedTypeSymbol type)
    {
        var open = new Queue<INamedTypeSymbol>(DeclaredOn(type));
        if (open.Count == 0)
        {
            return [];
        }

        var declared = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        open.Enqueue(type);
        while (open.Count > 0)
        {
            var next = open.Dequeue();
            if (!next.IsAbstract && next.TypeKind != TypeKind.Interface && !declared.Add(next))
            {
                continue;
            }

            foreach (var derived in SymbolEqualityComparer.Default.Equals(next, type) ? [] : DeclaredOn(next))
            {
                open.Enqueue(derived);
            }
        }

        return [.. declared];
    }

    /// <summary>A type in the assembly of a class that derives from it, where the assembly is the one being compiled.</summary>
    public INamedTypeSymbol? FirstDerived(INamedTypeSymbol type) =>
        type.IsSealed || type.TypeKind != TypeKind.Class || !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, product.Compilation.Assembly)
            ? null
            : _derived.Value[type.OriginalDefinition].FirstOrDefault();

    private IEnumerable<INamedTypeSymbol> DeclaredOn(INamedTypeSymbol type) =>
        from attribute in type.GetAttributes()
        where SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, product.StateDerivedType)
            || SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, product.JsonDerivedType)
        where attribute.ConstructorArguments.Length > 0
        let derived = attribute.ConstructorArguments[0].Value as INamedTypeSymbol
        where derived is not null
        select derived.IsUnboundGenericType && derived.TypeParameters.Length == type.TypeArguments.Length
            ? derived.OriginalDefinition.Construct([.. type.TypeArguments])
            : derived;

    private static ILookup<ISymbol, INamedTypeSymbol> DerivedIn(IAssemblySymbol assembly) =>
        (from type in TypesIn(assembly.GlobalNamespace)
         where type.TypeKind == TypeKind.Class
         from ancestor in AncestorsOf(type)
         select (Base: ancestor.OriginalDefinition, type))
        .ToLookup(pair => (ISymbol)pair.Base, pair => pair.type, SymbolEqualityComparer.Default);

    public static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => member is INamedTypeSymbol type ? TypesIn(type).Append(type) : TypesIn(member));

    private static IEnumerable<INamedTypeSymbol> AncestorsOf(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }
}
