using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AkkaStreamProc.Analyzers.Tests;

/// <summary>Compiles code against the product itself, as a user's project does, and asks all analyzers.</summary>
internal static class Analysis
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using AkkaStreamProc;
        """;

    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("AkkaStreamProc.Analyzers", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>One of each analyzer of the product.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. typeof(Rules).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    public static CSharpCompilation Compile(params IReadOnlyList<string> sources)
    {
        var compilation = CompileWithErrors(sources);
        compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()).ShouldBeEmpty();
        return compilation;
    }

    /// <summary>The same of code that is being typed.</summary>
    public static CSharpCompilation CompileWithErrors(params IReadOnlyList<string> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        return CSharpCompilation.Create(
            "Job",
            sources.Prepend(Usings).Select(text => CSharpSyntaxTree.ParseText(text, options)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
    }

    /// <summary>What the analyzers say of code; a failure of an analyzer is one of the test.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> OfAsync(Compilation compilation)
    {
        var found = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();
        found.Where(d => !d.Id.StartsWith("ASP", StringComparison.Ordinal)).ShouldBeEmpty();
        return found;
    }

    /// <summary>Checks that exactly what is marked is reported, by the rule that the mark names.</summary>
    /// <returns>The messages, in the order of their places.</returns>
    public static async Task<IReadOnlyList<string>> VerifyAsync(string marked)
    {
        var code = MarkedCode.Parse(marked);

        var found = (await OfAsync(Compile(code.Text))).OrderBy(d => d.Location.SourceSpan.Start).ToList();

        found.Select(d => (d.Id, code.Text.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length), d.Location.SourceSpan.Start))
            .ShouldBe(code.Marks.Select(m => (m.Id, code.Text.Substring(m.Span.Start, m.Span.Length), m.Span.Start)));
        return [.. found.Select(d => d.GetMessage(null))];
    }
}
