using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports asynchronous code in verbs that do not wait for it, which are refused when the job is declared.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AsyncFunctionAnalyzer : OperatorAnalyzer
{
    private const string WayOut = "MapAsync is the verb that waits for calls";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.AsyncFunction];

    private protected override void Start(CompilationStartAnalysisContext context, Product product)
    {
        context.RegisterOperationAction(
            analysis =>
            {
                var invocation = (IInvocationOperation)analysis.Operation;
                foreach (var argument in invocation.Arguments)
                {
                    if (argument.Parameter is { } parameter
                        && product.FunctionOf(parameter.OriginalDefinition) is { DelegateInvokeMethod.ReturnType: var declared } && product.FirstAwaitable(declared) is null
                        && product.FunctionOf(parameter) is { DelegateInvokeMethod.ReturnType: var returned } && product.FirstAwaitable(returned) is { } call)
                    {
                        analysis.ReportDiagnostic(Diagnostic.Create(
                            Rules.AsyncFunction,
                            PlaceOf(invocation),
                            $"The function of {invocation.TargetMethod.Name} returns '{call.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', a call that may still run and no value",
                            WayOut));
                    }
                }
            },
            OperationKind.Invocation);
        context.RegisterSymbolAction(
            analysis =>
            {
                var method = (IMethodSymbol)analysis.Symbol;
                if (method is { IsAsync: true, ReturnsVoid: true, IsStatic: false } && product.IsFunction(method.ContainingType))
                {
                    analysis.ReportDiagnostic(Diagnostic.Create(
                        Rules.AsyncFunction,
                        method.Locations[0],
                        $"{method.ContainingType.Name}.{method.Name} is 'async void': it returns at its first await, and what follows would run beside other records, without a key",
                        $"{WayOut}: put it in front of the function"));
                }
            },
            SymbolKind.Method);
    }

    /// <summary>The name of the verb.</summary>
    private static Location PlaceOf(IInvocationOperation invocation) =>
        (invocation.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax verb } ? verb.Name : invocation.Syntax).GetLocation();
}
