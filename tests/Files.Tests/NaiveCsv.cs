using System.Text;

namespace AkkaStreamProc.Files.Tests;

/// <summary>An RFC 4180 parser that goes character by character over the whole text, to compare with.</summary>
internal static class NaiveCsv
{
    /// <summary>The rows of a text; <see langword="null"/> stands for a line that breaks the rules.</summary>
    public static List<string[]?> Parse(string text)
    {
        var rows = new List<string[]?>();
        var at = 0;
        while (at < text.Length)
        {
            var lineEnd = text.IndexOf('\n', at) is var lf and >= 0 ? lf + 1 : text.Length;
            if (text[at..lineEnd] is "\n" or "\r\n" or "\r")
            {
                at = lineEnd;
            }
            else if (TryRow(text, at, out var row, out var next))
            {
                rows.Add(row);
                at = next;
            }
            else
            {
                rows.Add(null);
                at = lineEnd;
            }
        }

        return rows;
    }

    public static string Write(IEnumerable<string> fields, bool quoteAll, string lineEnd) =>
        string.Join(',', fields.Select(f => quoteAll || f.AsSpan().ContainsAny("\",\n\r") ? $"\"{f.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : f)) + lineEnd;

    private static bool TryRow(string text, int at, out string[] row, out int next)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        row = [];
        next = at;
        while (true)
        {
            if (At(text, next) == '"')
            {
                next++;
                while (At(text, next) != '"' || At(text, next + 1) == '"')
                {
                    if (next >= text.Length)
                    {
                        return false;
                    }

                    field.Append(text[next]);
                    next += text[next] == '"' ? 2 : 1;
                }

                next++;
                if (next < text.Length && text[next] != ',' && LineEnd(text, next) == 0)
                {
                    return false;
                }
            }
            else
            {
                while (next < text.Length && text[next] != ',' && LineEnd(text, next) == 0)
                {
                    field.Append(text[next++]);
                }
            }

            fields.Add(field.ToString());
            field.Clear();
            if (At(text, next) != ',')
            {
                next += LineEnd(text, next);
                row = [.. fields];
                return true;
            }

            next++;
        }
    }

    private static char At(string text, int at) => at < text.Length ? text[at] : '\0';

    private static int LineEnd(string text, int at) => (At(text, at), At(text, at + 1)) switch
    {
        ('\n', _) => 1,
        ('\r', '\n') => 2,
        ('\r', '\0') => 1,
        _ => 0,
    };
}
