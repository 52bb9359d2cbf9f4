using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports event time of sources without watermarks, where both are seen in one method.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class EventTimeAnalyzer : OperatorAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoWatermarks];

    private protected override void Start(CompilationStartAnalysisContext context, Product product) => context.RegisterOperationAction(
        analysis =>
        {
            var verb = (IInvocationOperation)analysis.Operation;
            if (product.Has(verb.TargetMethod) && UsesEventTime(verb) && SourceWithoutTime(product, InputOf(verb)) is { } source)
            {
                analysis.ReportDiagnostic(Diagnostic.Create(
                    Rules.NoWatermarks,
                    (verb.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name : verb.Syntax).GetLocation(),
                    verb.TargetMethod.Name,
                    source));
            }
        },
        OperationKind.Invocation);

    private static bool UsesEventTime(IInvocationOperation verb) => verb.TargetMethod.Name switch
    {
        "Within" or "AsOf" => verb.TargetMethod.ContainingType.Name == "ConnectedStreams",
        "Window" or "WindowAll" => verb.Arguments.Length > 0 && Value(verb.Arguments[0].Value) is IInvocationOperation { TargetMethod: { Name: "OfEventTime", IsStatic: true } },
        _ => false,
    };

    /// <summary>The source that a stream comes from, where it is one without watermarks.</summary>
    private static string? SourceWithoutTime(Product product, IOperation? stream)
    {
        switch (stream is null ? null : Value(stream))
        {
            case IPropertyReferenceOperation property when product.Has(property.Property):
                return SourceWithoutTime(product, property.Instance);
            case IInvocationOperation { TargetMethod.Name: "FromSource" } source when product.Has(source.TargetMethod):
                return IsBounded(ArgumentOf(source, "source")) || !IsNone(ArgumentOf(source, "watermarks")) ? null : NameOf(source);
            case IInvocationOperation { TargetMethod.Name: "Union" or "Connect" } both when product.Has(both.TargetMethod):
                // Whose time counts depends on all of them.
                return both.Arguments.Length == 1 && both.TargetMethod.Name == "Connect" && SourceWithoutTime(product, both.Arguments[0].Value) is not null
                    ? SourceWithoutTime(product, InputOf(both))
                    : null;
            case IInvocationOperation verb when product.Has(verb.TargetMethod):
                return SourceWithoutTime(product, InputOf(verb));
            default:
                return null;
        }
    }

    private static IOperation? InputOf(IInvocationOperation verb) => verb.Instance ?? (verb.Arguments.Length > 0 ? verb.Arguments[0].Value : null);

    private static IOperation? ArgumentOf(IInvocationOperation source, string parameter) =>
        source.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter)?.Value;

    // A collection ends, and its windows fire then.
    private static bool IsBounded(IOperation? source) => source is null || Value(source).Type is not { Name: not "CollectionSource" };

    private static bool IsNone(IOperation? strategy)
    {
        while (strategy is not null)
        {
            if (Value(strategy) is not IInvocationOperation call || call.TargetMethod.ContainingType.Name != "WatermarkStrategy")
            {
                return false;
            }

            if (call.Instance is null)
            {
                return call.TargetMethod.Name == "None";
            }

            strategy = call.Instance;
        }

        return false;
    }

    private static string NameOf(IInvocationOperation source) =>
        ArgumentOf(source, "name") is { ConstantValue: { HasValue: true, Value: string name } } ? name : ArgumentOf(source, "source")!.Syntax.ToString().Split('(')[0];

    /// <summary>What an expression stands for: through conversions, and variables that are given one value.</summary>
    private static IOperation Value(IOperation operation)
    {
        while (true)
        {
            if (operation is IConversionOperation conversion)
            {
                operation = conversion.Operand;
            }
            else if (operation is ILocalReferenceOperation local && OnlyValueOf(local) is { } value)
            {
                operation = value;
            }
            else
            {
                return operation;
            }
        }
    }

    private static IOperation? OnlyValueOf(ILocalReferenceOperation use)
    {
        IOperation root = use;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        var value = default(IOperation);
        foreach (var operation in root.Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && Is(declarator.Symbol))
            {
                if (declarator.Syntax.Span.End > use.Syntax.SpanStart)
                {
                    // It is used in what it is given, or before: that is an error of its own, and would be followed without end.
                    return null;
                }

                value = declarator.GetVariableInitializer()?.Value;
            }
            else if (operation is IAssignmentOperation { Target: ILocalReferenceOperation { Local: var assigned } } && Is(assigned)
                || operation is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation { Local: var passed } } && Is(passed))
            {
                return null;
            }
        }

        return value;

        bool Is(ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(other, use.Local);
    }
}
