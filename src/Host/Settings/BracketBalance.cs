namespace AkkaStreamProc.Host.Settings;

/// <summary>Finds brackets that are not closed in HOCON: the parser takes the end of the text for their end, and so a file that was cut off for a whole one.</summary>
internal static class BracketBalance
{
    private const string TripleQuote = "\"\"\"";

    /// <summary>What is wrong, or <see langword="null"/>.</summary>
    public static string? Complaint(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when i + 1 < text.Length && text[i + 1] == '/':
                    i = IndexOrEnd(text, "\n", i) - 1;
                    break;
                case '"':
                    var quote = text.AsSpan(i).StartsWith(TripleQuote, StringComparison.Ordinal) ? TripleQuote : "\"";
                    var start = i;
                    i = EndOfString(text, i + quote.Length, quote);
                    if (i >= text.Length)
                    {
                        return $"the quote in line {line} is not closed";
                    }

                    line += text.AsSpan(start, i - start).Count('\n');
                    break;
                case '{' or '[':
                    open.Push((text[i], line));
                    break;
                case '}' or ']':
                    if (!open.TryPop(out var last) || last.Bracket != (text[i] == '}' ? '{' : '['))
                    {
                        return $"the '{text[i]}' in line {line} closes nothing";
                    }

                    break;
            }
        }

        return open.TryPop(out var left) ? $"the '{left.Bracket}' in line {left.Line} is not closed" : null;
    }

    /// <summary>The index of the last character of a string.</summary>
    private static int EndOfString(string text, int from, string quote)
    {
        var end = IndexOrEnd(text, quote, from);
        while (quote.Length == 1 && end < text.Length && IsEscaped(text, end, from))
        {
            end = IndexOrEnd(text, quote, end + 1);
        }

        return end == text.Length ? end : end + quote.Length - 1;
    }

    private static bool IsEscaped(string text, int index, int from)
    {
        var backslashes = 0;
        while (index - 1 - backslashes >= from && text[index - 1 - backslashes] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }

    private static int IndexOrEnd(string text, string sought, int from) =>
        text.IndexOf(sought, from, StringComparison.Ordinal) is >= 0 and var index ? index : text.Length;
}
