using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AkkaStreamProc.Analyzers.Fixes;

/// <summary>Makes a Map or Select with a lambda that returns a task a MapAsync.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class AsyncFunctionFix : CodeFixProvider
{
    private const string Verb = "MapAsync";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.AsyncFunction.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan) is IdentifierNameSyntax { Identifier.Text: "Map" or "Select", Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access }
                && call.ArgumentList.Arguments is { Count: 1 or 2 } arguments
                && arguments[0] is { NameColon: null, Expression: LambdaExpressionSyntax lambda }
                && model?.GetSymbolInfo(call, context.CancellationToken).Symbol is IMethodSymbol { TypeArguments: { Length: 1 } results }
                && results[0] is INamedTypeSymbol { Name: "Task", TypeArguments.Length: 1 }
                && WithToken(lambda) is { } asynchronous)
            {
                var changed = call
                    .WithExpression(access.WithName(SyntaxFactory.IdentifierName(Verb)))
                    .WithArgumentList(call.ArgumentList.WithArguments(Arguments(arguments, asynchronous)));
                context.RegisterCodeFix(
                    CodeAction.Create($"Use {Verb}", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(call, changed))), equivalenceKey: nameof(AsyncFunctionFix)),
                    diagnostic);
            }
        }
    }

    private static SeparatedSyntaxList<ArgumentSyntax> Arguments(SeparatedSyntaxList<ArgumentSyntax> arguments, LambdaExpressionSyntax lambda)
    {
        var changed = arguments.Replace(arguments[0], arguments[0].WithExpression(lambda));
        return changed.Count == 2 && changed[1].NameColon is null
            ? changed.Replace(changed[1], SyntaxFactory.Argument(SyntaxFactory.NameColon("name").WithTrailingTrivia(SyntaxFactory.Space), default, changed[1].Expression))
            : changed;
    }

    /// <summary>The lambda with a second parameter, the token; <see langword="null"/> where it has several.</summary>
    private static LambdaExpressionSyntax? WithToken(LambdaExpressionSyntax lambda)
    {
        var name = lambda.DescendantTokens().Any(t => t.Text == "token") ? "cancellation" : "token";
        var space = SyntaxFactory.Space;
        switch (lambda)
        {
            case SimpleLambdaExpressionSyntax simple:
                var parameters = SyntaxFactory.ParseParameterList($"({simple.Parameter.Identifier.Text}, {name})").WithTrailingTrivia(space);
                return SyntaxFactory.ParenthesizedLambdaExpression(simple.AsyncKeyword, parameters, simple.ArrowToken, simple.Body).WithTriviaFrom(simple);
            case ParenthesizedLambdaExpressionSyntax { ReturnType: null, ParameterList.Parameters: { Count: 1 } list } several:
                var type = list[0].Type is null ? "" : "CancellationToken ";
                return several.WithParameterList(SyntaxFactory.ParseParameterList($"({list[0]}, {type}{name})").WithTriviaFrom(several.ParameterList));
            default:
                return null;
        }
    }
}
