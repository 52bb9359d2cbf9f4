using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AkkaStreamProc.Analyzers;

/// <summary>The language of the product as the code at hand sees it: its verbs and the types that functions derive from.</summary>
internal sealed class Product
{
    private const string Language = "AkkaStreamProc";

    private static readonly string[] FunctionTypes =
    [
        "ProcessFunction`3", "CoProcessFunction`4", "StreamFunction`2", "BroadcastFunction`4", "KeyedBroadcastFunction`5",
        "WindowFunction`3", "Trigger`2", "Evictor`1", "WatermarkGenerator`1", "IAggregateFunction`3",
    ];

    private readonly IAssemblySymbol _assembly;
    private readonly ImmutableHashSet<INamedTypeSymbol> _functions;

    private Product(Compilation compilation, IAssemblySymbol assembly)
    {
        Compilation = compilation;
        _assembly = assembly;
        _functions = [.. FunctionTypes.Select(name => assembly.GetTypeByMetadataName($"{Language}.{name}")).OfType<INamedTypeSymbol>()];
        StableHash = Type("IStableHash");
        StateDerivedType = Type("StateDerivedTypeAttribute");
        Expression = compilation.GetTypeByMetadataName("System.Linq.Expressions.Expression`1");
        JsonDerivedType = compilation.GetTypeByMetadataName("System.Text.Json.Serialization.JsonDerivedTypeAttribute");
        Awaitables = [.. new[] { "Task", "Task`1", "ValueTask", "ValueTask`1" }
            .Select(name => compilation.GetTypeByMetadataName($"System.Threading.Tasks.{name}")).OfType<INamedTypeSymbol>()];
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol? StableHash { get; }

    public INamedTypeSymbol? StateDerivedType { get; }

    public INamedTypeSymbol? JsonDerivedType { get; }

    private INamedTypeSymbol? Expression { get; }

    private ImmutableHashSet<INamedTypeSymbol> Awaitables { get; }

    /// <summary>The product, where a compilation refers to it.</summary>
    public static Product? Of(Compilation compilation) =>
        compilation.GetTypeByMetadataName($"{Language}.DataStream`1") is { } stream && !SymbolEqualityComparer.Default.Equals(stream.ContainingAssembly, compilation.Assembly)
            ? new Product(compilation, stream.ContainingAssembly)
            : null;

    /// <summary>A public type of the language by the name it has in metadata.</summary>
    public INamedTypeSymbol? Type(string name) => _assembly.GetTypeByMetadataName($"{Language}.{name}");

    /// <summary>Whether a member belongs to the language.</summary>
    public bool Has(ISymbol member) =>
        SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, _assembly)
        && member.ContainingNamespace is { Name: Language, ContainingNamespace.IsGlobalNamespace: true };

    /// <summary>The delegate that a verb calls with records, keys or results, where a parameter takes one.</summary>
    /// <returns><see langword="null"/> for factories and for what only chooses a part of the operator, which are called once.</returns>
    public INamedTypeSymbol? FunctionOf(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { Name: not "MigrateState" } verb || !Has(verb) || parameter.Type is not INamedTypeSymbol type)
        {
            return null;
        }

        var function = SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, Expression) ? type.TypeArguments[0] as INamedTypeSymbol : type;
        return function is { DelegateInvokeMethod: { Parameters: { Length: > 0 } parameters } } && !IsChoice(parameters[0].Type)
            ? function
            : null;
    }

    /// <summary>Whether a type is a function of an operator: what a user writes as a class.</summary>
    public bool IsFunction(INamedTypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (_functions.Contains(current.OriginalDefinition))
            {
                return true;
            }
        }

        return type?.AllInterfaces.Any(i => _functions.Contains(i.OriginalDefinition)) == true;
    }

    /// <summary>A call that may still run among what a type is or holds, as the product finds it.</summary>
    public ITypeSymbol? FirstAwaitable(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => FirstAwaitable(array.ElementType),
        _ when IsAwaitable(type) => type,
        INamedTypeSymbol named => named.TypeArguments.Select(FirstAwaitable).FirstOrDefault(found => found is not null),
        _ => null,
    };

    /// <summary>Whether values of a type are calls that may still run.</summary>
    public bool IsAwaitable(ITypeSymbol type) => type.OriginalDefinition is INamedTypeSymbol definition && Awaitables.Contains(definition);

    private bool IsChoice(ITypeSymbol type) => type.Name is "Triggers" or "Evictors" && Has(type);
}
