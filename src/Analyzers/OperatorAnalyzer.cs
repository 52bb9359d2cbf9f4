using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AkkaStreamProc.Analyzers;

/// <summary>An analyzer of code that refers to the product; of other code it costs nothing.</summary>
public abstract class OperatorAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (Product.Of(start.Compilation) is { } product)
            {
                Start(start, product);
            }
        });
    }

    private protected abstract void Start(CompilationStartAnalysisContext context, Product product);
}
