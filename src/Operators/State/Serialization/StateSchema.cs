using System.Text;
using AkkaStreamProc.Operators.State.Evolution;

namespace AkkaStreamProc.Operators.State.Serialization;

/// <summary>The texts that say what a state is written as.</summary>
/// <remarks>
/// The name of the type, then each type it consists of with its definition:
/// <c>Shop.Order; Shop.Order = immutable {At:System.DateTime,Kind:Shop.Kind}; Shop.Kind = int(New=0,Paid=1)</c>. Members stand in the
/// order of their names, behind what kind of type has them (<see cref="WrittenDefinition"/>).
/// </remarks>
internal static class StateSchema
{
    /// <summary>What to do where state cannot be read as what the job now has.</summary>
    public const string WaysOut =
        "Bring the old type back, tell how to make the new one of it (JobBuilder.MigrateState), give the state a new name (it then starts empty, and the old one is dropped by name), or start anew.";

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

    /// <summary>A schema without the kinds of the types that have members: what two versions of the same code agree on.</summary>
    public static string WithoutKinds(string schema) =>
        string.Join(Separator, schema.Split(Separator).Select(part => part.Split(Equal, 2) is [var name, var definition] ? name + Equal + new WrittenDefinition(definition).WithoutKind : part));

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

    /// <summary>The full name of a type without its type arguments.</summary>
    public static string NameWithoutArguments(Type type) => NameOf(type.IsGenericType ? type.GetGenericTypeDefinition() : type).Split('<')[0];
}
