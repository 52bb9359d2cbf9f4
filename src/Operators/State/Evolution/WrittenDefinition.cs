namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>What a schema says of a type beside its name, taken apart.</summary>
/// <param name="Text">All of it.</param>
internal sealed record WrittenDefinition(string Text)
{
    /// <summary>Before the members of a class whose objects can be changed, so that it is noted which of them are the same.</summary>
    public const string Mutable = "mutable ";

    /// <summary>Before the members of a class whose objects cannot.</summary>
    public const string Immutable = "immutable ";

    /// <summary>Before the members of a struct.</summary>
    public const string Struct = "struct ";

    /// <summary>Before the name and the version of a form of the user's own.</summary>
    public const string Custom = "by ";

    /// <summary>Whether it has members; those of earlier versions do not say of what.</summary>
    public bool HasFields => Text.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether it says what kind of type has the members.</summary>
    public bool SaysKind => HasFields && Text[0] != '{';

    public string WithoutKind => HasFields ? Text[Text.IndexOf('{', StringComparison.Ordinal)..] : Text;

    public bool IsStruct => Text.StartsWith(Struct, StringComparison.Ordinal);

    public bool IsMutable => Text.StartsWith(Mutable, StringComparison.Ordinal);

    public bool IsImmutable => Text.StartsWith(Immutable, StringComparison.Ordinal);

    /// <summary>The members, in the order in which they are written.</summary>
    public IReadOnlyList<(string Name, WrittenType Type)> Fields =>
    [
        .. WrittenType.TopLevel(Text[(Text.IndexOf('{', StringComparison.Ordinal) + 1)..^1])
            .Select(member => member.Split(':', 2)).Select(member => (member[0], new WrittenType(member[1]))),
    ];

    /// <summary>Of what may be one of several things: the kind, and the things; <see langword="null"/> of anything else.</summary>
    public (string Kind, IReadOnlyList<string> Choices)? Choice
    {
        get
        {
            var begin = Text.IndexOf('(', StringComparison.Ordinal);
            return begin < 0 || HasFields || Text[^1] != ')' ? null : (Text[..begin], [.. WrittenType.TopLevel(Text[(begin + 1)..^1])]);
        }
    }

    /// <summary>The name and the version of a form of the user's own, or <see langword="null"/>.</summary>
    public (string Name, int Version)? Form =>
        Text.StartsWith(Custom, StringComparison.Ordinal) && Text.LastIndexOf('/') is > 0 and var slash && int.TryParse(Text[(slash + 1)..], out var version)
            ? (Text[Custom.Length..slash], version)
            : null;

    public override string ToString() => Text;

    /// <summary>Whether a value that was written by this can be read by another as it is: it is the same, or a choice with more to choose from.</summary>
    public bool IsReadableAs(string now)
    {
        if (Text == now || (HasFields && !SaysKind && new WrittenDefinition(now).WithoutKind == Text))
        {
            return true;
        }

        return Choice is var (kind, choices) && new WrittenDefinition(now).Choice is var (nowKind, nowChoices) && kind == nowKind && !choices.Except(nowChoices).Any();
    }
}
