using System.Reflection;
using System.Text.RegularExpressions;
using AkkaStreamProc.Operators.Execution;

namespace AkkaStreamProc.Architecture.Tests;

/// <summary>Every message has a number in the catalogue of its assembly, and every number stands in <c>docs/telemetry.md</c>.</summary>
public partial class NoticeTests
{
    private static readonly IReadOnlyList<NoticeKind> Kinds =
    [
        .. Layer.All.SelectMany(layer => layer.Assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Notices", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(NoticeKind))
            .Select(field => (NoticeKind)field.GetValue(null)!),
    ];

    [Fact]
    public void Documentation_lists_the_messages_that_there_are()
    {
        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "telemetry.md"))
            .SkipWhile(line => line != "## Log messages")
            .Where(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[0]} {cells[1]} {cells[2]}");

        documented.ShouldBe(Kinds.Select(k => $"{k.Id} {k.Name} {k.Level.ToString().ToLowerInvariant()}"), ignoreOrder: true);
    }

    [Fact]
    public void Numbers_and_names_are_given_once()
    {
        Kinds.Count.ShouldBeGreaterThan(40);
        Kinds.Select(k => k.Id).ShouldBeUnique();
        Kinds.Select(k => k.Name).ShouldBeUnique();
    }

    [Fact]
    public void Kinds_are_all_used()
    {
        var text = string.Concat(Repository.SourceFiles("src").Select(File.ReadAllText));

        Kinds.Where(k => !text.Contains($"Notices.{k.Name}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_said_without_a_kind()
    {
        var without = Repository.SourceFiles("src/Actors", "src/Connectors", "src/Operators")
            .SelectMany(file => Unnumbered().Matches(File.ReadAllText(file)).Select(match => $"{Repository.Relative(file)}: {match.Value}"));

        without.ShouldBeEmpty();
    }

    [GeneratedRegex("""(log\.(Debug|Info|Warning|Error)\()|((Notify|notify|Announce)\(\s*\$?")""")]
    private static partial Regex Unnumbered();
}
