using System.Text;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The texts that say what a state was written as, and whether it can be read as something else.</summary>
/// <remarks>
/// The name of the type, then each type it consists of with its definition:
/// <c>Shop.Order; Shop.Order = {At:System.DateTime,Kind:Shop.Kind}; Shop.Kind = int(New=0,Paid=1)</c>. Members stand in the
/// order of their names. Choices (the members of an enumeration, the derived types of a base type) may grow.
/// </remarks>
internal static class StateSchema
{
    private const string Separator = "; ";
    private const string Equal = " = ";

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(char)] = "char",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>The schema of a type.</summary>
    public static string Of(StateSerializer serializer)
    {
        var text = new StringBuilder(serializer.TypeName);
        foreach (var part in StateGraph.Reachable(serializer).Where(p => p.Definition is not null))
        {
            text.Append(Separator).Append(part.TypeName).Append(Equal).Append(part.Definition);
        }

        return text.ToString();
    }

    /// <summary>What the members of a class or struct are.</summary>
    public static string Fields(IEnumerable<(string Name, StateSerializer Serializer)> members) =>
        $"{{{string.Join(",", members.Select(m => $"{m.Name}:{m.Serializer.TypeName}"))}}}";

    /// <summary>What a value may be of several things, of which there may be more in a later version of the job.</summary>
    public static string Choice(string kind, IEnumerable<string> choices) => $"{kind}({string.Join(",", choices)})";

    /// <summary>The full name of a type as it stands in source code; of an anonymous type its members.</summary>
    public static string NameOf(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return NameOf(underlying) + "?";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        // The compiler numbers anonymous types, so that one more would rename the others.
        if (StateTypes.IsAnonymous(type))
        {
            return $"anonymous({string.Join(",", StateTypes.FieldsOf(type).Select(f => $"{StateTypes.MemberName(f)}:{NameOf(f.FieldType)}"))})";
        }

        var scope = type.DeclaringType is { } outer ? NameWithoutArguments(outer) : type.Namespace;
        var name = string.IsNullOrEmpty(scope) ? type.Name.Split('`')[0] : $"{scope}.{type.Name.Split('`')[0]}";
        return type.IsGenericType ? $"{name}<{string.Join(",", type.GetGenericArguments().Select(NameOf))}>" : name;
    }

    /// <summary>Why a state that was written by one schema cannot be read by another; <see langword="null"/> where it can.</summary>
    public static string? Difference(string written, string expected)
    {
        if (written == expected)
        {
            return null;
        }

        var (oldRoot, old) = Parse(written);
        var (newRoot, @new) = Parse(expected);
        if (oldRoot != newRoot)
        {
            return $"was written as {oldRoot}, the job now has {newRoot}";
        }

        foreach (var (name, definition) in old)
        {
            if (!@new.TryGetValue(name, out var now))
            {
                return $"holds {name}, which the job no longer has there";
            }

            if (!IsReadableAs(definition, now))
            {
                return $"holds {name}, which was written as {definition}, the job now has {now}";
            }
        }

        return null;
    }

    private static bool IsReadableAs(string written, string expected)
    {
        if (written == expected)
        {
            return true;
        }

        var (oldKind, oldChoices) = ChoicesOf(written);
        var (newKind, newChoices) = ChoicesOf(expected);
        return oldChoices is not null && newChoices is not null && oldKind == newKind && oldChoices.All(newChoices.Contains);
    }

    private static (string Kind, HashSet<string>? Choices) ChoicesOf(string definition)
    {
        var begin = definition.IndexOf('(', StringComparison.Ordinal);
        return begin < 0 || definition[0] == '{' || definition[^1] != ')'
            ? (definition, null)
            : (definition[..begin], [.. TopLevel(definition[(begin + 1)..^1])]);
    }

    /// <summary>The parts between commas that stand in no brackets.</summary>
    private static IEnumerable<string> TopLevel(string text)
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

        yield return text[begin..];
    }

    private static (string Root, Dictionary<string, string> Definitions) Parse(string schema)
    {
        var parts = schema.Split(Separator);
        return (parts[0], parts.Skip(1).Select(p => p.Split(Equal, 2)).GroupBy(p => p[0]).ToDictionary(p => p.Key, p => p.First()[^1]));
    }

    private static string NameWithoutArguments(Type type) => NameOf(type.IsGenericType ? type.GetGenericTypeDefinition() : type).Split('<')[0];
}
