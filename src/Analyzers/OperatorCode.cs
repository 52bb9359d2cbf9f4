using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>The function of an operator in which a piece of code runs: a delegate given to a verb, or a class.</summary>
internal sealed class OperatorCode
{
    private OperatorCode(string text, bool isAsync, IMethodSymbol? method, INamedTypeSymbol? type)
    {
        Text = text;
        IsAsync = isAsync;
        Method = method;
        Type = type;
    }

    /// <summary>What it is, for messages.</summary>
    public string Text { get; }

    /// <summary>Whether it is given to a verb that waits for calls to other systems, such as MapAsync.</summary>
    public bool IsAsync { get; }

    /// <summary>The method of a class, where it is one and not a field.</summary>
    public IMethodSymbol? Method { get; }

    /// <summary>The class, where it is one.</summary>
    public INamedTypeSymbol? Type { get; }

    /// <summary>The parameter of the method that has the job's clock, where there is one.</summary>
    public IParameterSymbol? Context => Method?.Parameters.FirstOrDefault(p => MembersOf(p.Type).Any(m => m.Name == "ProcessingTime" && m.ContainingNamespace is { Name: nameof(AkkaStreamProc), ContainingNamespace.IsGlobalNamespace: true }));

    /// <summary>The function that an operation runs in.</summary>
    /// <returns><see langword="null"/> where it runs in none, as far as can be seen.</returns>
    public static OperatorCode? Around(Product product, IOperation operation, ISymbol containing)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (current is INameOfOperation)
            {
                return null;
            }

            if (current is IAnonymousFunctionOperation && ArgumentOf(current) is { } argument && OfArgument(product, argument) is { } code)
            {
                return code;
            }
        }

        return OfMember(product, containing);
    }

    /// <summary>The function that an argument is.</summary>
    public static OperatorCode? OfArgument(Product product, IArgumentOperation argument) =>
        argument.Parameter is { } parameter && product.FunctionOf(parameter) is { DelegateInvokeMethod: { } invoke } && parameter.ContainingSymbol is IMethodSymbol verb
            ? new OperatorCode($"the function of {verb.Name}", product.IsAwaitable(invoke.ReturnType), null, null)
            : null;

    /// <summary>The function of which a member of a class is a part.</summary>
    private static OperatorCode? OfMember(Product product, ISymbol member)
    {
        var owner = member;
        while (owner is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction })
        {
            owner = owner.ContainingSymbol;
        }

        var method = owner as IMethodSymbol;
        var name = method?.MethodKind switch
        {
            MethodKind.Constructor or MethodKind.StaticConstructor => "the constructor",
            MethodKind.PropertyGet or MethodKind.PropertySet => method.AssociatedSymbol!.Name,
            _ => owner.Name,
        };
        return product.IsFunction(owner.ContainingType)
            ? new OperatorCode($"{owner.ContainingType.Name}.{name}".Replace($"{owner.ContainingType.Name}.the constructor", $"the constructor of {owner.ContainingType.Name}"), false, method, owner.ContainingType)
            : null;
    }

    /// <summary>The argument that a lambda, or what is made of it, stands for.</summary>
    public static IArgumentOperation? ArgumentOf(IOperation function)
    {
        var parent = function.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            parent = parent.Parent;
        }

        return parent as IArgumentOperation;
    }

    private static IEnumerable<ISymbol> MembersOf(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                yield return member;
            }
        }
    }
}
