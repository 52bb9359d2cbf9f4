using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports calls in operators that hold the thread until something else is done.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BlockingCallAnalyzer : OperatorAnalyzer
{
    private static readonly Dictionary<string, string[]> Blocking = new()
    {
        ["System.Threading.Tasks.Task"] = ["Wait", "WaitAll", "WaitAny"],
        ["System.Threading.Tasks.Task`1"] = ["Result"],
        ["System.Threading.Tasks.ValueTask`1"] = ["Result"],
        ["System.Threading.Thread"] = ["Sleep", "Join"],
        ["System.Threading.SemaphoreSlim"] = ["Wait"],
        ["System.Threading.ManualResetEventSlim"] = ["Wait"],
        ["System.Threading.CountdownEvent"] = ["Wait"],
        ["System.Threading.WaitHandle"] = ["WaitOne", "WaitAll", "WaitAny"],
        ["System.Runtime.CompilerServices.TaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.TaskAwaiter`1"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ValueTaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ValueTaskAwaiter`1"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ConfiguredTaskAwaitable+ConfiguredTaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1+ConfiguredTaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable+ConfiguredValueTaskAwaiter"] = ["GetResult"],
        ["System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable`1+ConfiguredValueTaskAwaiter"] = ["GetResult"],
    };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.BlockingCall];

    private protected override void Start(CompilationStartAnalysisContext context, Product product)
    {
        var blocking = ImmutableHashSet.CreateRange<ISymbol>(
            SymbolEqualityComparer.Default,
            Blocking.SelectMany(type => type.Value.SelectMany(name => context.Compilation.GetTypeByMetadataName(type.Key)?.GetMembers(name) ?? [])));
        var groups = new MethodGroups(product);
        context.RegisterOperationAction(
            operation => Report(operation, operation.Operation, () => OperatorCode.Around(product, operation.Operation, operation.ContainingSymbol)),
            OperationKind.PropertyReference,
            OperationKind.Invocation);
        context.RegisterOperationAction(
            invocation =>
            {
                foreach (var (operation, code) in groups.GivenBy(invocation))
                {
                    Report(invocation, operation, () => code);
                }
            },
            OperationKind.Invocation);

        void Report(OperationAnalysisContext analysis, IOperation operation, Func<OperatorCode?> codeOf)
        {
            var (symbol, text, awaited) = operation switch
            {
                IPropertyReferenceOperation property => (property.Property.OriginalDefinition as ISymbol, $".{property.Property.Name}", property.Instance),
                IInvocationOperation { TargetMethod: { IsStatic: true } method } => (method.OriginalDefinition, $"{method.ContainingType.Name}.{method.Name}()", null),
                IInvocationOperation invocation => (invocation.TargetMethod.OriginalDefinition, $".{invocation.TargetMethod.Name}()", invocation.Instance),
                _ => (null, "", null),
            };
            if (symbol is null || !blocking.Contains(symbol) || IsDone(awaited) || codeOf() is not { } code || IsBesideRecords(code))
            {
                return;
            }

            var wayOut = code.IsAsync ? "Await it: the function is asynchronous" : "Put the call into MapAsync, which runs many at a time and holds up nothing";
            analysis.ReportDiagnostic(Diagnostic.Create(Rules.BlockingCall, operation.Syntax.GetLocation(), text, code.Text, wayOut));
        }
    }

    /// <summary>Whether a method runs once and not for every record.</summary>
    private static bool IsBesideRecords(OperatorCode code) =>
        code.Type is not null && code.Method is null or { Name: "Open" or "Close" } or { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor };

    /// <summary>Whether a task is known to be done: the code has awaited it, asked it, or continues it.</summary>
    private static bool IsDone(IOperation? awaited)
    {
        var symbol = awaited switch
        {
            ILocalReferenceOperation local => local.Local as ISymbol,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (awaited is null || symbol is null)
        {
            return false;
        }

        var root = awaited;
        for (var current = awaited; current is not null; current = current.Parent)
        {
            root = current;
            if (current is IAnonymousFunctionOperation && OperatorCode.ArgumentOf(current) is { Parent: IInvocationOperation { TargetMethod.Name: "ContinueWith" } })
            {
                return true;
            }
        }

        return root.Descendants().Any(operation =>
            operation.Syntax.SpanStart < awaited.Syntax.SpanStart
            && operation switch
            {
                IAwaitOperation await => await.Descendants().Any(IsIt),
                IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully", Instance: { } instance } => IsIt(instance),
                _ => false,
            });

        bool IsIt(IOperation operation) => SymbolEqualityComparer.Default.Equals(
            symbol,
            operation switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            });
    }
}
