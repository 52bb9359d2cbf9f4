using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AkkaStreamProc.Analyzers;

/// <summary>Reports clocks of the machine and randomness in operators.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClockAnalyzer : OperatorAnalyzer
{
    /// <summary>The property of a diagnostic that names the parameter with the job's clock.</summary>
    public const string Context = "Context";

    private static readonly Dictionary<string, string[]> Clocks = new()
    {
        ["System.DateTime"] = ["Now", "UtcNow", "Today"],
        ["System.DateTimeOffset"] = ["Now", "UtcNow"],
        ["System.Environment"] = ["TickCount", "TickCount64"],
        ["System.TimeProvider"] = ["System"],
        ["System.Diagnostics.Stopwatch"] = ["Elapsed", "ElapsedMilliseconds", "ElapsedTicks", "GetTimestamp", "GetElapsedTime"],
    };

    private static readonly Dictionary<string, string[]> Randomness = new()
    {
        ["System.Random"] = ["Shared"],
        ["System.Guid"] = ["NewGuid", "CreateVersion7"],
        ["System.Security.Cryptography.RandomNumberGenerator"] = ["Fill", "GetBytes", "GetHexString", "GetInt32", "GetItems", "GetString"],
    };

    private static readonly string[] Telling = ["FunctionCounter", "FunctionGauge", "FunctionHistogram", "ILogger", "LoggerExtensions"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Clock];

    private protected override void Start(CompilationStartAnalysisContext context, Product product)
    {
        var clocks = Members(context.Compilation, Clocks);
        var randomness = Members(context.Compilation, Randomness);
        var random = context.Compilation.GetTypeByMetadataName("System.Random");
        var groups = new MethodGroups(product);
        context.RegisterOperationAction(
            operation => Report(operation, operation.Operation, () => OperatorCode.Around(product, operation.Operation, operation.ContainingSymbol)),
            OperationKind.PropertyReference,
            OperationKind.Invocation,
            OperationKind.ObjectCreation);
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
            var (symbol, text) = operation switch
            {
                IPropertyReferenceOperation property => (property.Property.OriginalDefinition, $"{property.Property.ContainingType.Name}.{property.Property.Name}"),
                IInvocationOperation invocation => (invocation.TargetMethod.OriginalDefinition, $"{invocation.TargetMethod.ContainingType.Name}.{invocation.TargetMethod.Name}()"),
                IObjectCreationOperation { Arguments.Length: 0 } creation => (creation.Type as ISymbol, "new Random()"),
                _ => (null, ""),
            };
            var isRandom = symbol is not null && (randomness.Contains(symbol) || SymbolEqualityComparer.Default.Equals(symbol, random));
            if ((isRandom || (symbol is not null && clocks.Contains(symbol)))
                && !OnlyMeasures(operation)
                && codeOf() is { IsAsync: false, Method: not { Name: "Close" } } code)
            {
                var properties = code.Context is { } parameter && !isRandom ? ImmutableDictionary<string, string?>.Empty.Add(Context, parameter.Name) : null;
                analysis.ReportDiagnostic(Diagnostic.Create(Rules.Clock, operation.Syntax.GetLocation(), properties, text, code.Text, WayOut(code, isRandom)));
            }
        }
    }

    private static string WayOut(OperatorCode code, bool isRandom) => (isRandom, code.Context) switch
    {
        (true, _) => "Derive the value from the record or its key (KeyHash<T>.Of), or let the source bring it",
        (_, { } context) => $"Take the time of the record ({context.Name}.Timestamp) or the clock of the job ({context.Name}.ProcessingTime)",
        _ => "Take the time from the record, or use a function (Process), whose context has the clock of the job (ProcessingTime)",
    };

    /// <summary>Whether a time goes to a metric or the log only, or is the beginning of a measurement.</summary>
    private static bool OnlyMeasures(IOperation operation)
    {
        if (operation is IInvocationOperation { TargetMethod.Name: "GetTimestamp", Parent: IVariableInitializerOperation })
        {
            return true;
        }

        for (var current = operation.Parent; current is not null and not IAnonymousFunctionOperation; current = current.Parent)
        {
            if (current is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.ContainingType: var type } } && Telling.Contains(type.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static ImmutableHashSet<ISymbol> Members(Compilation compilation, Dictionary<string, string[]> names) =>
        ImmutableHashSet.CreateRange<ISymbol>(
            SymbolEqualityComparer.Default,
            names.SelectMany(type => type.Value.SelectMany(name => compilation.GetTypeByMetadataName(type.Key)?.GetMembers(name) ?? [])));
}
