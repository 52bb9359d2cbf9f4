using System.Reflection;
using System.Text.RegularExpressions;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Architecture.Tests;

/// <summary>Whatever a job can be written with is shown: in an example, or in a block of a page that the tests of consumption compile.</summary>
public class VerbTests
{
    private static readonly Type[] Types =
    [
        .. new[] { typeof(JobBuilder), typeof(JobHandle), typeof(JobTestKit) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type is { IsInterface: false, IsEnum: false, Namespace: "AkkaStreamProc" or "AkkaStreamProc.TestKit" } && !type.IsSubclassOf(typeof(Exception)) && !type.IsSubclassOf(typeof(Delegate))),
    ];

    public static TheoryData<string, string> Verbs
    {
        get
        {
            var verbs = new TheoryData<string, string>();
            foreach (var (type, name) in Types.SelectMany(type => NamesOf(type).Select(name => (Short(type), name))).Distinct())
            {
                verbs.Add(type, name);
            }

            return verbs;
        }
    }

    private static readonly Lazy<HashSet<string>> Shown = new(() => [.. Sources().SelectMany(text => Regex.Matches(text, @"[.\s(](\w+)\s*(?=[(<])").Select(m => m.Groups[1].Value))]);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Verb_is_shown_in_an_example_or_a_page(string type, string verb) =>
        Shown.Value.ShouldContain(verb, $"{type}.{verb} is public and stands in no example and no compiled block of docs/*.md.");

    /// <summary>The methods that one calls; not those that one writes, nor those that the framework calls.</summary>
    private static IEnumerable<string> NamesOf(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .OfType<MethodInfo>()
        .Where(m => !m.IsSpecialName && m.GetBaseDefinition().DeclaringType != typeof(object) && !m.Name.StartsWith('<') && m.Name is not ("Equals" or "Deconstruct" or "GetEnumerator"))
        .Where(m => !m.IsVirtual || !(m.IsFinal || IsDerivedFrom(m.GetBaseDefinition().DeclaringType!)))
        .Select(m => m.Name);

    /// <summary>Whether users derive from a type, so that they write its virtual methods.</summary>
    private static bool IsDerivedFrom(Type type) =>
        type.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).Any(c => c.IsFamily || c.IsFamilyOrAssembly || c.IsPublic);

    private static string Short(Type type) => type.Name.Split('`')[0];

    private static IEnumerable<string> Sources()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal)))
        {
            yield return File.ReadAllText(file);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")))
        {
            foreach (Match block in Regex.Matches(File.ReadAllText(file), "^```csharp$(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline))
            {
                yield return block.Groups[1].Value;
            }
        }
    }
}
