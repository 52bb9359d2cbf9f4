using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaStreamProc.Analyzers.Fixes;

/// <summary>Puts the clock of the job in the place of the machine's, where the method has a context.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ClockFix : CodeFixProvider
{
    private static readonly ImmutableDictionary<string, string> Results = ImmutableDictionary<string, string>.Empty
        .Add("DateTimeOffset.UtcNow", "")
        .Add("DateTime.UtcNow", ".UtcDateTime");

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Clock.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not MemberAccessExpressionSyntax clock
                || !diagnostic.Properties.TryGetValue(ClockAnalyzer.Context, out var parameter)
                || !Results.TryGetValue($"{NameOf(clock.Expression)}.{clock.Name}", out var member))
            {
                continue;
            }

            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use {parameter}.ProcessingTime",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(
                        clock,
                        SyntaxFactory.ParseExpression($"{NamespaceOf(clock.Expression)}DateTimeOffset.FromUnixTimeMilliseconds({parameter}.ProcessingTime){member}")
                            .WithTriviaFrom(clock)))),
                    equivalenceKey: nameof(ClockFix)),
                diagnostic);
        }
    }

    // Both types are in one namespace, so what names the one names the other.
    private static string NamespaceOf(ExpressionSyntax type) => type is MemberAccessExpressionSyntax qualified ? $"{qualified.Expression}." : "";

    private static string NameOf(ExpressionSyntax type) => type is MemberAccessExpressionSyntax qualified ? qualified.Name.ToString() : type.ToString();
}
