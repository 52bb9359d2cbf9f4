using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace AkkaStreamProc.Operators.Tests.State;

/// <summary>All that must be equal of two values: runtime types, bits, order, comparers. Knows nothing of the product.</summary>
internal static class StateText
{
    private static readonly object[] KnownComparers =
        [StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase];

    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"\"{string.Concat(text.Select(c => c is >= ' ' and < '\x7f' ? c.ToString() : $"\\{(int)c:x4}"))}\"",
        char c => $"char {(int)c:x4}",
        double d => $"double {BitConverter.DoubleToInt64Bits(d):x}",
        float f => $"float {BitConverter.SingleToInt32Bits(f):x}",
        Half h => $"half {BitConverter.HalfToInt16Bits(h):x}",
        decimal m => $"decimal {string.Join(" ", decimal.GetBits(m))}",
        DateTime t => $"DateTime {t.Ticks} {t.Kind} {t.ToUniversalTime().Ticks}",
        DateTimeOffset t => $"DateTimeOffset {t.Ticks} {t.Offset}",
        System.Numerics.Complex c => $"complex {Of(c.Real)} {Of(c.Imaginary)}",
        JsonElement j => j.ValueKind == JsonValueKind.Undefined ? "json undefined" : $"json {j.ValueKind} {j.GetRawText()}",
        Uri u => $"uri {u.OriginalString} {u.IsAbsoluteUri} {u}",
        StringBuilder b => $"StringBuilder {b.MaxCapacity} {Of(b.ToString())}",
        Enum e => $"{e.GetType()} {e:D}",
        Array array => $"{array.GetType()} {Dimensions(array)} [{string.Join(",", array.Cast<object?>().Select(Of))}]",
        ITuple tuple => $"{tuple.GetType()} ({string.Join(",", Enumerable.Range(0, tuple.Length).Select(i => Of(tuple[i])))})",
        _ => OfOther(value),
    };

    private static string OfOther(object value)
    {
        var type = value.GetType();
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (definition == typeof(KeyValuePair<,>))
        {
            return $"{Of(Get(value, "Key"))}={Of(Get(value, "Value"))}";
        }

        if (definition == typeof(PriorityQueue<,>))
        {
            return $"{type} {Comparers(value)} [{string.Join(",", ((IEnumerable)Get(value, "UnorderedItems")!).Cast<object?>().Select(Of))}]";
        }

        if (definition == typeof(System.Collections.Immutable.ImmutableArray<>) && (bool)Get(value, "IsDefault")!)
        {
            return $"{type} default";
        }

        if (value is IEnumerable sequence)
        {
            var elements = sequence.Cast<object?>().Select(Of);
            // The order of these is that of hash codes, which are others in every process.
            var hasOrder = definition != typeof(System.Collections.Immutable.ImmutableHashSet<>) && definition != typeof(System.Collections.Immutable.ImmutableDictionary<,>);
            return $"{type} {Comparers(value)} [{string.Join(",", hasOrder ? elements : elements.Order(StringComparer.Ordinal))}]";
        }

        return type.Assembly == typeof(StateText).Assembly
            ? $"{type} {{{string.Join(",", FieldsOf(type).Select(f => $"{f.DeclaringType!.Name}.{f.Name}:{Of(f.GetValue(value))}"))}}}"
            : $"{type} {((IFormattable?)(value as IFormattable))?.ToString(null, CultureInfo.InvariantCulture) ?? value.ToString()}";
    }

    private static string Comparers(object value) => string.Join(
        " ",
        new[] { "Comparer", "KeyComparer", "ValueComparer" }
            .Select(name => Get(value, name))
            .Where(comparer => comparer is not null)
            .Select(comparer => Array.FindIndex(KnownComparers, known => ReferenceEquals(known, comparer)) is >= 0 and var i ? $"comparer {i}" : comparer!.GetType().ToString()));

    private static string Dimensions(Array array) =>
        string.Join("x", Enumerable.Range(0, array.Rank).Select(i => $"{array.GetLowerBound(i)}+{array.GetLength(i)}"));

    private static object? Get(object value, string property) => value.GetType().GetProperty(property)?.GetValue(value);

    private static IEnumerable<FieldInfo> FieldsOf(Type type) => type == typeof(object) || type == typeof(ValueType)
        ? []
        : FieldsOf(type.BaseType!).Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
}
