using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports variables that the function of a verb captures and that somebody changes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CapturedVariableAnalyzer : OperatorAnalyzer
{
    private const string KeyedState = "Keep it as state of a function (KeyBy and Process), or count in a window";
    private const string OwnVariable = "Give the function a variable of its own that is assigned once";

    private static readonly string[] Changing =
    [
        "Add", "AddRange", "AddFirst", "AddLast", "Append", "AppendLine", "Clear", "Dequeue", "Enqueue", "EnsureCapacity", "ExceptWith", "Insert",
        "IntersectWith", "Pop", "Push", "Remove", "RemoveAll", "RemoveAt", "RemoveFirst", "RemoveLast", "RemoveRange", "Sort", "SymmetricExceptWith",
        "TryAdd", "TryDequeue", "TryPop", "UnionWith",
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.CapturedVariable];

    private protected override void Start(CompilationStartAnalysisContext context, Product product) => context.RegisterOperationAction(
        analysis =>
        {
            var lambda = (IAnonymousFunctionOperation)analysis.Operation;
            if (OperatorCode.ArgumentOf(lambda) is not { } argument || OperatorCode.OfArgument(product, argument) is not { } code)
            {
                return;
            }

            var reported = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (var change in lambda.Body.Descendants().SelectMany(Changed))
            {
                var place = Holder(change);
                if (VariableOf(place) is { } variable && IsCaptured(variable, lambda, product) && reported.Add(variable))
                {
                    Report(place, variable, "in it", KeyedState);
                }
            }

            foreach (var use in lambda.Body.Descendants().OfType<ILocalReferenceOperation>())
            {
                if (IsCaptured(use.Local, lambda, product) && IsChangedAfter(use.Local, lambda) && reported.Add(use.Local))
                {
                    Report(use, use.Local, "after it", OwnVariable);
                }
            }

            void Report(IOperation place, ISymbol variable, string where, string wayOut) => analysis.ReportDiagnostic(
                Diagnostic.Create(Rules.CapturedVariable, place.Syntax.GetLocation(), variable.Name, code.Text, where, wayOut));
        },
        OperationKind.AnonymousFunction);

    /// <summary>What an operation assigns, or changes in place.</summary>
    private static IEnumerable<IOperation> Changed(IOperation operation) => operation switch
    {
        IDeconstructionAssignmentOperation { Target: ITupleOperation tuple } => tuple.Elements,
        IAssignmentOperation assignment => [assignment.Target],
        IIncrementOrDecrementOperation increment => [increment.Target],
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => [argument.Value],
        IInvocationOperation { Instance: { } instance, TargetMethod: var method } when Changing.Contains(method.Name) && IsCollection(instance.Type) => [instance],
        _ => [],
    };

    private static ISymbol? VariableOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance }, Property.IsIndexer: false } property => property.Property,
        _ => null,
    };

    /// <summary>The array or collection of which an element is assigned, or what is assigned itself.</summary>
    private static IOperation Holder(IOperation target) => target switch
    {
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } when IsCollection(instance.Type) => Holder(instance),
        IArrayElementReferenceOperation array => Holder(array.ArrayReference),
        _ => target,
    };

    /// <summary>Whether a type is a collection of .NET, of those that several threads may not change.</summary>
    private static bool IsCollection(ITypeSymbol? type) =>
        type?.OriginalDefinition.ContainingNamespace?.ToDisplayString() is "System.Collections.Generic" or "System.Collections"
        || type is { Name: "StringBuilder", ContainingNamespace.Name: "Text" };

    private static bool IsCaptured(ISymbol variable, IAnonymousFunctionOperation lambda, Product product)
    {
        if (variable is IFieldSymbol or IPropertySymbol)
        {
            // What another assembly has may be no variable at all; the object of a function belongs to one subtask.
            return SymbolEqualityComparer.Default.Equals(variable.ContainingAssembly, product.Compilation.Assembly)
                && (variable.IsStatic || !product.IsFunction(variable.ContainingType));
        }

        return variable.DeclaringSyntaxReferences.FirstOrDefault() is { } declaration
            && (declaration.SyntaxTree != lambda.Syntax.SyntaxTree || !lambda.Syntax.Span.Contains(declaration.Span));
    }

    private static bool IsChangedAfter(ILocalSymbol local, IAnonymousFunctionOperation lambda)
    {
        IOperation root = lambda;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        var changes = root.Descendants()
            .Where(operation => operation is not IInvocationOperation && !lambda.Syntax.Span.Contains(operation.Syntax.Span))
            .Where(operation => Changed(operation).Any(target => target is ILocalReferenceOperation { Local: var changed } && SymbolEqualityComparer.Default.Equals(local, changed)))
            .ToList();
        if (changes.Exists(change => IsRepeated(change, local, lambda)))
        {
            return true;
        }

        // One that has no value yet is given one, because the function needs to be named in it.
        return changes.Exists(change => change.Syntax.SpanStart > lambda.Syntax.SpanStart) && !(changes.Count == 1 && IsUnset(local, root));
    }

    private static bool IsUnset(ILocalSymbol local, IOperation root) => root.Descendants().OfType<IVariableDeclaratorOperation>().Any(declarator =>
        SymbolEqualityComparer.Default.Equals(declarator.Symbol, local)
        && (declarator.GetVariableInitializer() is not { Value: { } value } || value is IDefaultValueOperation || value is { ConstantValue: { HasValue: true, Value: null } }));

    /// <summary>Whether a loop comes to a change again after it has made the function, with the same variable.</summary>
    private static bool IsRepeated(IOperation change, ILocalSymbol local, IAnonymousFunctionOperation lambda)
    {
        var declaration = local.DeclaringSyntaxReferences[0].Span;
        for (var current = change.Parent; current is not null; current = current.Parent)
        {
            if (current is ILoopOperation loop && loop.Syntax.Span.Contains(lambda.Syntax.Span) && !loop.Body.Syntax.Span.Contains(declaration))
            {
                return true;
            }
        }

        return false;
    }
}
