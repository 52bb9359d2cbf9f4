using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Plans;

/// <summary>Type names as they stand in source code: short ones for plans, distinct ones for fingerprints.</summary>
internal static class TypeNames
{
    /// <summary>The name without its namespace.</summary>
    public static string Of(Type type) => Name(type, static _ => "");

    /// <summary>The name with the namespace and the enclosing types of whatever is the user's.</summary>
    public static string DistinctOf(Type type) => Name(type, Prefix);

    /// <summary>A text with types in it, each by the name that <paramref name="nameOf"/> gives it.</summary>
    public static string Text(FormattableString text, Func<Type, string> nameOf) =>
        string.Format(null, text.Format, [.. text.GetArguments().Select(a => a is Type type ? nameOf(type) : a)]);

    private static string Name(Type type, Func<Type, string> prefix)
    {
        if (type.IsArray)
        {
            return Name(type.GetElementType()!, prefix) + "[]";
        }

        // The compiler numbers anonymous types, so that one more would rename the others.
        var name = type.Name.Contains("AnonymousType", StringComparison.Ordinal) ? "Anonymous" : prefix(type) + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(a => Name(a, prefix)))}>" : name;
    }

    // Our own types have no namesakes among themselves, and may move.
    private static string Prefix(Type type) =>
        StateTypes.IsOwn(type) && type.Assembly != typeof(TypeNames).Assembly && (type.DeclaringType?.FullName ?? type.Namespace) is { } scope
            ? scope.Replace('+', '.') + "."
            : "";
}
