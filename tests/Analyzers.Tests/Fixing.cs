using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AkkaStreamProc.Analyzers.Tests;

/// <summary>Applies the fixes of the product to code, as an editor does.</summary>
internal static class Fixing
{
    /// <summary>The code after the first fix that is offered for the first thing that is reported.</summary>
    /// <returns>The code as it was where none is offered.</returns>
    public static async Task<string> FixedAsync(string source)
    {
        using var workspace = new AdhocWorkspace();
        var compilation = Analysis.Compile(source);
        var project = workspace.AddProject("Job", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(LanguageVersion.Preview))
            .WithCompilationOptions(compilation.Options)
            .AddMetadataReferences(compilation.References);
        project = project.AddDocument("Usings.cs", await compilation.SyntaxTrees[0].GetTextAsync()).Project;
        var document = project.AddDocument("Job.cs", SourceText.From(source));
        var found = (await Analysis.OfAsync((await document.Project.GetCompilationAsync())!)).OrderBy(d => d.Location.SourceSpan.Start).First();
        var actions = new List<CodeAction>();
        foreach (var fix in Fixes().Where(f => f.FixableDiagnosticIds.Contains(found.Id)))
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, found, (action, _) => actions.Add(action), default));
        }

        if (actions.Count == 0)
        {
            return source;
        }

        var change = (await actions[0].GetOperationsAsync(default)).OfType<ApplyChangesOperation>().Single();
        var text = (await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
        _ = Analysis.Compile(text);
        return text;
    }

    private static IEnumerable<CodeFixProvider> Fixes() =>
        typeof(Analyzers.Fixes.ClockFix).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<ExportCodeFixProviderAttribute>() is not null)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!);
}
