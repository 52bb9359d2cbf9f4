using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Keys;

/// <summary>The hash of a key type, built from the types of its fields.</summary>
internal static class Structural<TKey>
    where TKey : notnull
{
    private static readonly Func<TKey, ulong> Hasher = Compile();

    public static ulong Hash(TKey key) => Hasher(key);

    private static Func<TKey, ulong> Compile()
    {
        var key = Expression.Parameter(typeof(TKey), "key");
        try
        {
            return Expression.Lambda<Func<TKey, ulong>>(Structural.HashOf(key, []), key).Compile();
        }
        catch (StreamProcessingException refusal)
        {
            // Thrown from here it would reach the user as a TypeInitializationException.
            return _ => throw new StreamProcessingException(refusal.Message);
        }
    }
}

/// <summary>Writes the expression that hashes a value of a type.</summary>
internal static class Structural
{
    private static readonly Type[] TicksTypes = [typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan)];

    /// <param name="value">What to hash.</param>
    /// <param name="within">The types whose fields lead to it, the key type first.</param>
    public static Expression HashOf(Expression value, Type[] within)
    {
        var type = value.Type;
        if (type.IsEnum)
        {
            return HashOf(Expression.Convert(value, Enum.GetUnderlyingType(type)), within);
        }

        if (Nullable.GetUnderlyingType(type) is not null)
        {
            return Expression.Condition(
                Expression.Property(value, "HasValue"),
                HashOf(Expression.Property(value, "Value"), within),
                Expression.Constant(0ul));
        }

        if (type == typeof(string))
        {
            return OrZeroWhenNull(value, Call(nameof(KeyHash.OfString), value));
        }

        if (type == typeof(bool))
        {
            return Call(nameof(KeyHash.OfInteger), Expression.Condition(value, Expression.Constant(1L), Expression.Constant(0L)));
        }

        if (type.IsPrimitive && type != typeof(double) && type != typeof(float) && type != typeof(nint) && type != typeof(nuint))
        {
            return Call(nameof(KeyHash.OfInteger), Expression.Convert(value, typeof(long)));
        }

        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal) || type == typeof(Guid))
        {
            return Call("Of" + type.Name, value);
        }

        if (TicksTypes.Contains(type))
        {
            var ticks = type == typeof(DateOnly) ? nameof(DateOnly.DayNumber) : nameof(DateTime.Ticks);
            return HashOf(Expression.Property(value, ticks), within);
        }

        if (type == typeof(DateTimeOffset))
        {
            return HashOf(Expression.Property(value, nameof(DateTimeOffset.UtcTicks)), within);
        }

        return HashOfFields(value, within);
    }

    private static Expression HashOfFields(Expression value, Type[] within)
    {
        var type = value.Type;
        if (!HasFieldwiseEquality(type) || within.Contains(type))
        {
            var place = within.Length == 0 ? "" : $" in the key type {within[0]}";
            throw new StreamProcessingException(
                $"The type {type}{place} cannot be a key: its hash would not be the same in every process, or not agree with its equality. " +
                "Use a string, a number, a Guid, a date, or a tuple, record or struct of those.");
        }

        Expression hash = Expression.Constant(KeyHash.OfInteger(type.IsGenericType ? type.GetGenericArguments().Length : 0));
        foreach (var field in FieldsOf(type))
        {
            hash = Call(nameof(KeyHash.Combine), hash, HashOf(Expression.Field(value, field), [.. within, type]));
        }

        return type.IsValueType ? hash : OrZeroWhenNull(value, hash);
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var inherited = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? FieldsOf(parent) : [];
        return inherited.Concat(type.GetFields(own).OrderBy(f => f.MetadataToken));
    }

    /// <summary>Tuples, records and anonymous types compare all their fields; so does a struct without an own Equals.</summary>
    private static bool HasFieldwiseEquality(Type type)
    {
        if (type.IsArray || type.IsInterface || type.IsPointer || type == typeof(object) || type.IsAbstract || typeof(Delegate).IsAssignableFrom(type))
        {
            return false;
        }

        if (typeof(ITuple).IsAssignableFrom(type))
        {
            return true;
        }

        var equals = type.GetMethod(nameof(Equals), BindingFlags.Instance | BindingFlags.Public, [typeof(object)])!;
        var isGenerated = equals.IsDefined(typeof(CompilerGeneratedAttribute));
        var isAnonymous = type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.Name.Contains("AnonymousType", StringComparison.Ordinal);
        var hasOwnTyped = typeof(IEquatable<>).MakeGenericType(type).IsAssignableFrom(type)
            && type.GetMethod(nameof(Equals), BindingFlags.Instance | BindingFlags.Public, [type]) is { } typed
            && !typed.IsDefined(typeof(CompilerGeneratedAttribute));
        return !hasOwnTyped && (isGenerated || isAnonymous || (type.IsValueType && equals.DeclaringType == typeof(ValueType)));
    }

    private static Expression OrZeroWhenNull(Expression value, Expression hash) =>
        Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Constant(0ul), hash);

    private static MethodCallExpression Call(string method, params Expression[] arguments) =>
        Expression.Call(typeof(KeyHash).GetMethod(method)!, arguments);
}
