using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Methods that are given to a verb by their name, looked into where they stand in the same file.</summary>
internal sealed class MethodGroups(Product product)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _seen = new(SymbolEqualityComparer.Default);

    /// <summary>The operations of a method that an invocation gives to a verb; each method once.</summary>
    public IEnumerable<(IOperation Operation, OperatorCode Code)> GivenBy(OperationAnalysisContext context)
    {
        foreach (var argument in ((IInvocationOperation)context.Operation).Arguments)
        {
            if (Unwrapped(argument.Value) is not IMethodReferenceOperation { Method: var method }
                || OperatorCode.OfArgument(product, argument) is not { } code
                || product.IsFunction(method.ContainingType)
                || method.DeclaringSyntaxReferences.FirstOrDefault() is not { } declaration
                || declaration.SyntaxTree != argument.Syntax.SyntaxTree
                || !_seen.TryAdd(method.OriginalDefinition, true)
                || context.Operation.SemanticModel?.GetOperation(declaration.GetSyntax(context.CancellationToken), context.CancellationToken) is not { } body)
            {
                continue;
            }

            foreach (var operation in body.DescendantsAndSelf())
            {
                yield return (operation, code);
            }
        }
    }

    private static IOperation Unwrapped(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation conversion:
                    value = conversion.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                default:
                    return value;
            }
        }
    }
}
