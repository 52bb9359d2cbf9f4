using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports types of states for which the job is refused when it is built.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StateTypeAnalyzer : OperatorAnalyzer
{
    private static readonly ImmutableHashSet<string> Declaring = ["Value", "Map", "List", "Buffer", "Reducing", "SplitList", "UnionList"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.StateType];

    private protected override void Start(CompilationStartAnalysisContext context, Product product)
    {
        var states = new StateTypes(product);
        context.RegisterOperationAction(
            analysis =>
            {
                var invocation = (IInvocationOperation)analysis.Operation;
                var method = invocation.TargetMethod;
                if (!Declaring.Contains(method.Name) || !product.Has(method) || method.ContainingType.Name is not ("StateDeclarations" or "SubtaskStateDeclarations")
                    || method.Parameters.Any(p => p.Type.Name == "IStateSerializer"))
                {
                    return;
                }

                for (var i = 0; i < method.TypeArguments.Length; i++)
                {
                    var type = method.TypeArguments[i];
                    if (states.RefusalOf(type) is var (what, wayOut))
                    {
                        analysis.ReportDiagnostic(Diagnostic.Create(
                            Rules.StateType, PlaceOf(invocation, i).GetLocation(), type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat), what, wayOut));
                    }
                }
            },
            OperationKind.Invocation);
    }

    /// <summary>The type as it is written, or the name of the method where it is inferred.</summary>
    private static SyntaxNode PlaceOf(IInvocationOperation invocation, int argument) => invocation.Syntax switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax name } } => name.TypeArgumentList.Arguments[argument],
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name,
        _ => invocation.Syntax,
    };
}
