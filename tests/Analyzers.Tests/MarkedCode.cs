using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace AkkaStreamProc.Analyzers.Tests;

/// <summary>Code with marks around what is to be reported: <c>{|ASP1001:DateTime.Now|}</c>.</summary>
internal sealed partial record MarkedCode(string Text, IReadOnlyList<(string Id, TextSpan Span)> Marks)
{
    public static MarkedCode Parse(string marked)
    {
        var marks = new List<(string, TextSpan)>();
        var text = marked;
        while (Mark().Match(text) is { Success: true } mark)
        {
            var content = mark.Groups["content"].Value;
            text = text[..mark.Index] + content + text[(mark.Index + mark.Length)..];
            marks.Add((mark.Groups["id"].Value, new TextSpan(mark.Index, content.Length)));
        }

        return new MarkedCode(text, marks);
    }

    [GeneratedRegex(@"\{\|(?<id>ASP\d+):(?<content>.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Mark();
}
