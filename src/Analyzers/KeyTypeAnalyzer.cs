using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports types of keys that are refused when the job is declared.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeyTypeAnalyzer : OperatorAnalyzer
{
    private static readonly ImmutableHashSet<string> Keying = ["KeyBy", "ToBroadcastState", "CountDistinctApproximately", "Lookup", "InnerLookup"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.KeyType];

    private protected override void Start(CompilationStartAnalysisContext context, Product product)
    {
        var keys = new KeyTypes(product);
        context.RegisterOperationAction(
            analysis =>
            {
                var invocation = (IInvocationOperation)analysis.Operation;
                if (!Keying.Contains(invocation.TargetMethod.Name) || !product.Has(invocation.TargetMethod)
                    || invocation.Arguments.OrderBy(a => a.Parameter?.Ordinal).FirstOrDefault(a => a.Parameter is { } parameter && product.FunctionOf(parameter) is not null) is not { Parameter: { } selector } argument
                    || product.FunctionOf(selector)!.DelegateInvokeMethod is not { ReturnType: var type } || product.IsAwaitable(type)
                    || keys.RefusalOf(type) is not var (what, wayOut))
                {
                    return;
                }

                var place = KeyOf(argument.Value) ?? argument.Syntax;
                analysis.ReportDiagnostic(Diagnostic.Create(Rules.KeyType, place.GetLocation(), type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat), what, wayOut));
            },
            OperationKind.Invocation);
    }

    /// <summary>The expression that makes the key, where the selector is a lambda.</summary>
    private static SyntaxNode? KeyOf(IOperation selector)
    {
        foreach (var operation in selector.DescendantsAndSelf())
        {
            if (operation is IAnonymousFunctionOperation { Body.Operations: { Length: 1 } body } && body[0] is IReturnOperation { ReturnedValue: { } key })
            {
                return key.Syntax;
            }
        }

        return null;
    }
}
