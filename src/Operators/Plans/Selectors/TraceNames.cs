using System.Globalization;
using System.Reflection;

namespace AkkaStreamProc.Operators.Plans.Selectors;

/// <summary>What members and constants are called in traces.</summary>
internal static class TraceNames
{
    /// <summary>A property by its name, anything else as it is called.</summary>
    public static string Of(MethodBase method) => method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name[4..] : method.Name;

    /// <summary>A conversion that may leave out a part of a number.</summary>
    public static string OfNarrowing(TypeCode type) => type == TypeCode.Char ? nameof(UInt16) : type.ToString();

    /// <summary>What sets a member.</summary>
    public static string OfSetter(MemberInfo member) => member is PropertyInfo ? $"set_{member.Name}" : member.Name;

    /// <summary>Whether a name is none of the user's: of lambdas, local functions, closures and what leads from one to another.</summary>
    public static bool IsCompilerMade(string name) => name.StartsWith('<') || name.StartsWith("CS$<>", StringComparison.Ordinal);

    /// <summary>Whether a value is told by its text.</summary>
    public static bool IsConstant(object value) => value.GetType().IsPrimitive || value is Enum or string or decimal or Guid or DateTime or DateTimeOffset or TimeSpan or DateOnly or TimeOnly;

    public static string OfConstant(object value) => value switch
    {
        string text => $"\"{text}\"",
        bool flag => flag ? "1" : "0",
        char letter => ((int)letter).ToString(CultureInfo.InvariantCulture),
        Enum number => number.ToString("D"),
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
