using System.Globalization;
using System.Reflection;

namespace AkkaStreamProc.Operators.Plans.Selectors;

/// <summary>What members and constants are called in traces.</summary>
internal static class TraceNames
{
    /// <summary>A property by its name, anything else as it is called.</summary>
    public static string Of(MethodBase method) => method.IsSpecialName && method.Name.StartsWith("get_", StringComparison.Ordinal) ? method.Name[4..] : method.Name;

    /// <summary>Whether a value is told by its text.</summary>
    public static bool IsConstant(object value) => value.GetType().IsPrimitive || value is Enum or string;

    public static string OfConstant(object value) => value switch
    {
        string text => $"\"{text}\"",
        bool flag => flag ? "1" : "0",
        char letter => ((int)letter).ToString(CultureInfo.InvariantCulture),
        Enum number => Convert.ToInt64(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
