using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Serialization;

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

        if (typeof(IStableHash).IsAssignableFrom(type))
        {
            var hash = Expression.Call(typeof(KeyHash).GetMethod(nameof(KeyHash.OfStable))!.MakeGenericMethod(type), value);
            return type.IsValueType ? hash : OrZeroWhenNull(value, hash);
        }

        return !type.IsValueType && StateHierarchy.Declared(type) is { Count: > 0 } declared
            ? HashOfDerived(value, declared, within)
            : HashOfFields(value, within);
    }

    /// <summary>The members that a type is hashed by, in the order in which they are: that of the code.</summary>
    /// <returns><see langword="null"/> where it has none.</returns>
    public static string? OrderOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (typeof(IStableHash).IsAssignableFrom(type) || !(StateTypes.IsOwn(type) || typeof(ITuple).IsAssignableFrom(type)) || type.IsEnum)
        {
            return null;
        }

        return !type.IsValueType && StateHierarchy.Declared(type) is { Count: > 0 } declared
            ? string.Join("|", declared.Select(d => (Name: StateSchema.NameOf(d), Order: OrderOfFields(d))).OrderBy(d => d.Name, StringComparer.Ordinal).Select(d => d.Name + d.Order))
            : OrderOfFields(type);
    }

    private static string OrderOfFields(Type type) => $"({string.Join(",", FieldsOf(type).Select(field => StateTypes.MemberName(field) + OrderOf(field.FieldType)))})";

    /// <summary>By the type that the value has. Which it is is no part of the hash: equal values may not have different ones.</summary>
    private static Expression HashOfDerived(Expression value, IReadOnlyList<Type> declared, Type[] within)
    {
        if (within.Contains(value.Type))
        {
            throw Refusal(value.Type, within, null);
        }

        Expression hash = Call(nameof(KeyHash.OfUndeclared), Expression.Convert(value, typeof(object)), Expression.Constant(value.Type));
        foreach (var type in declared)
        {
            var derived = HashOfFields(Expression.Convert(value, type), [.. within, value.Type]);
            hash = Expression.Condition(Expression.TypeEqual(value, type), derived, hash);
        }

        return OrZeroWhenNull(value, hash);
    }

    private static Expression HashOfFields(Expression value, Type[] within)
    {
        var type = value.Type;
        if (!HasFieldwiseEquality(type) || within.Count(t => t == type) > (within.Length > 0 && within[^1] == type ? 1 : 0))
        {
            throw Refusal(type, within, null);
        }

        if (FieldsOf(type).Any(f => f.IsDefined(typeof(NonSerializedAttribute), inherit: false)))
        {
            // It takes part in the equality and would be missing after a restore.
            throw Refusal(type, within, null);
        }

        if (!type.IsValueType && !within.Contains(type) && StateHierarchy.Declared(type).Count == 0 && StateHierarchy.FirstDerived(type) is { } undeclared)
        {
            throw Refusal(type, within, undeclared);
        }

        Expression hash = Expression.Constant(KeyHash.OfInteger(type.IsGenericType ? type.GetGenericArguments().Length : 0));
        foreach (var field in FieldsOf(type))
        {
            hash = Call(nameof(KeyHash.Combine), hash, HashOf(Expression.Field(value, field), [.. within, type]));
        }

        return type.IsValueType ? hash : OrZeroWhenNull(value, hash);
    }

    private static StreamProcessingException Refusal(Type type, Type[] within, Type? undeclared)
    {
        var place = within.Length == 0 ? "" : $" in the key type {within[0]}";
        return new StreamProcessingException(undeclared is null
            ? $"The type {type}{place} cannot be a key: its hash would not be the same in every process, or not agree with its equality. " +
              $"Use a string, a number, a Guid, a date, or a tuple, record or struct of those, or let the type say its hash ({nameof(IStableHash)})."
            : $"The type {type}{place} cannot be a key: {undeclared} derives from it and is not declared. " +
              $"Use a string, a number, or a sealed type, or declare derived types with [StateDerivedType(typeof({undeclared.Name}))] on {type.Name}.");
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

        if (StateTypes.IsAnonymous(type) || (typeof(ITuple).IsAssignableFrom(type) && StateTypes.IsFramework(type)))
        {
            return true;
        }

        var levels = new List<Type>();
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            levels.Add(current);
        }

        // A record asks its base for a part of the answer.
        return levels.TrueForAll(level => IsRecord(level) || (level.IsValueType && HasNoEquality(level)));
    }

    /// <summary>Whether the compiler wrote all that takes part in the equality of a record.</summary>
    private static bool IsRecord(Type type)
    {
        const BindingFlags declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var contract = type.GetProperty("EqualityContract", declared)?.GetMethod;
        return type.GetMethod(nameof(Equals), declared, [typeof(object)]) is { } untyped && IsGenerated(untyped)
            && TypedEquals(type) is { } typed && IsGenerated(typed)
            && (type.IsValueType || (contract is not null && IsGenerated(contract)));
    }

    private static bool HasNoEquality(Type type) =>
        type.GetMethod(nameof(Equals), BindingFlags.Instance | BindingFlags.Public, [typeof(object)])!.DeclaringType == typeof(ValueType)
        && TypedEquals(type) is null;

    /// <summary>What <see cref="EqualityComparer{T}.Default"/> calls, also where it is hidden from the public.</summary>
    private static MethodInfo? TypedEquals(Type type)
    {
        var equatable = typeof(IEquatable<>).MakeGenericType(type);
        return equatable.IsAssignableFrom(type) ? type.GetInterfaceMap(equatable).TargetMethods[0] : null;
    }

    private static bool IsGenerated(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static Expression OrZeroWhenNull(Expression value, Expression hash) =>
        Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Constant(0ul), hash);

    private static MethodCallExpression Call(string method, params Expression[] arguments) =>
        Expression.Call(typeof(KeyHash).GetMethod(method)!, arguments);
}
