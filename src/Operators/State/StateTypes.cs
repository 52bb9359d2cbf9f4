using System.Collections.Concurrent;
using System.Reflection;
using System.Text;

namespace AkkaStreamProc.Operators.State;

/// <summary>What the runtime must know of the types kept in state.</summary>
internal static class StateTypes
{
    private static readonly ConcurrentDictionary<Type, bool> Immutable = new();

    /// <summary>
    /// Whether a value can be shared between the running operator and a snapshot in the making: it cannot be changed
    /// through a reference.
    /// </summary>
    public static bool IsImmutable(Type type)
    {
        if (Immutable.TryGetValue(type, out var known))
        {
            return known;
        }

        var result = Decide(type, []);
        Immutable[type] = result;
        return result;
    }

    /// <summary>Whether the bytes of a value mean the same in every process: no layout is chosen by the runtime.</summary>
    public static bool HasFixedLayout(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(decimal) || type == typeof(Guid)
        || (type.IsValueType && (type.IsLayoutSequential || type.IsExplicitLayout) && FieldsOf(type).All(f => HasFixedLayout(f.FieldType)));

    /// <summary>A text that changes when a value of the type can no longer be read as it was written.</summary>
    public static string Schema(Type type)
    {
        var text = new StringBuilder();
        Describe(type, text, []);
        return text.ToString();
    }

    /// <summary>Whether a type is the user's, so that its fields and not its name say what it is.</summary>
    public static bool IsOwn(Type type) =>
        !type.IsPrimitive && !type.IsArray && type.Namespace != "System" && type.Namespace?.StartsWith("System.", StringComparison.Ordinal) != true;

    /// <summary>All fields of a type and its bases.</summary>
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            foreach (var field in current.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).OrderBy(f => f.MetadataToken))
            {
                yield return field;
            }
        }
    }

    /// <summary>The name of a field, or of the property it stands behind.</summary>
    public static string MemberName(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    private static bool Decide(Type type, HashSet<Type> parents)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Type))
        {
            return true;
        }

        if (type.Namespace == "System.Collections.Immutable" && !type.IsNested)
        {
            return type.GetGenericArguments().All(argument => Decide(argument, parents));
        }

        // A struct is copied as a whole, so its own fields may be assignable; what it refers to may not.
        var isSealed = type.IsValueType || type.IsSealed;
        if (!isSealed || type.IsArray || typeof(Delegate).IsAssignableFrom(type) || !parents.Add(type))
        {
            return isSealed && parents.Contains(type) && !type.IsArray;
        }

        return FieldsOf(type).All(f => (type.IsValueType || f.IsInitOnly) && Decide(f.FieldType, parents));
    }

    private static void Describe(Type type, StringBuilder text, HashSet<Type> parents)
    {
        if (type.IsEnum)
        {
            text.Append(type.Name).Append(':');
            type = Enum.GetUnderlyingType(type);
        }

        var isOwn = IsOwn(type);
        // Bytes cannot be read as members by name, nor the other way round.
        text.Append(isOwn && HasFixedLayout(type) ? "struct " : "").Append(NameOf(type));
        if (type.IsGenericType || type.IsArray)
        {
            var arguments = type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments();
            text.Append('<');
            for (var i = 0; i < arguments.Length; i++)
            {
                text.Append(i == 0 ? "" : ",");
                Describe(arguments[i], text, parents);
            }

            text.Append('>');
        }

        if (!isOwn || !parents.Add(type))
        {
            return;
        }

        text.Append('{');
        var separator = "";
        foreach (var field in FieldsOf(type))
        {
            text.Append(separator).Append(MemberName(field)).Append(':');
            Describe(field.FieldType, text, parents);
            separator = ",";
        }

        text.Append('}');
        parents.Remove(type);
    }

    private static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return "Array";
        }

        // The compiler numbers anonymous types, so that one more would rename the others.
        if (type.Name.Contains("AnonymousType", StringComparison.Ordinal))
        {
            return "Anonymous";
        }

        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return tick < 0 ? type.Name : type.Name[..tick];
    }
}
