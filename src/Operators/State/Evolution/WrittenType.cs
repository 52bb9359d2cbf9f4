namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>The name of a type as a schema has it, taken apart.</summary>
/// <param name="Text">All of it: <c>System.Collections.Generic.List&lt;Shop.Order&gt;</c>.</param>
internal sealed record WrittenType(string Text)
{
    /// <summary>The name without type arguments, and without what follows them.</summary>
    public string Head => Text.Split('<', '(', '[', '?', '*')[0];

    /// <summary>The type arguments.</summary>
    public IReadOnlyList<WrittenType> Arguments =>
        Text[^1] == '>' ? [.. TopLevel(Text[(Text.IndexOf('<', StringComparison.Ordinal) + 1)..^1]).Select(argument => new WrittenType(argument))] : [];

    /// <summary>The type of a value that may be missing, or <see langword="null"/> where this is no such type.</summary>
    public WrittenType? Underlying => Text[^1] == '?' ? new WrittenType(Text[..^1]) : null;

    /// <summary>Whether it stands for several types.</summary>
    public bool IsUnion => Text[^1] == '*';

    /// <summary>Whether it is a type by its name: no array of it, no value of it that may be missing, no row of others.</summary>
    public bool IsNamed => Text.TrimEnd('*') is var name && (name == Head || name[^1] == '>');

    public bool IsAnonymous => Text.StartsWith("anonymous(", StringComparison.Ordinal);

    /// <summary>The type of the elements of an array of so many dimensions, or <see langword="null"/> where this is none.</summary>
    public WrittenType? ElementOf(int rank)
    {
        var end = $"[{new string(',', rank - 1)}]";
        return Text.EndsWith(end, StringComparison.Ordinal) ? new WrittenType(Text[..^end.Length]) : null;
    }

    /// <summary>The number of elements and their type where it is a row of them in place (<c>Shop.Row(4 int)</c>), or <see langword="null"/>.</summary>
    public (int Count, WrittenType Element)? Row
    {
        get
        {
            var begin = Text.LastIndexOf('(');
            return !IsAnonymous && begin > 0 && Text[^1] == ')' && Text[(begin + 1)..^1].Split(' ', 2) is [var count, var element] && int.TryParse(count, out var number)
                ? (number, new WrittenType(element))
                : null;
        }
    }

    public override string ToString() => Text;

    /// <summary>The parts between commas that stand in no brackets.</summary>
    public static IEnumerable<string> TopLevel(string text)
    {
        var (depth, begin) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] is '<' or '(' or '[' ? 1 : text[i] is '>' or ')' or ']' ? -1 : 0;
            if (depth == 0 && text[i] == ',')
            {
                yield return text[begin..i];
                begin = i + 1;
            }
        }

        if (text.Length > 0)
        {
            yield return text[begin..];
        }
    }
}
