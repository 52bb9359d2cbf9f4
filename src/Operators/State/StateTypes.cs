using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>What the runtime must know of the types kept in state.</summary>
internal static class StateTypes
{
    // The keys that the framework's own assemblies are signed with. A namespace that begins with System proves nothing.
    private static readonly HashSet<string> FrameworkKeys =
        ["B77A5C561934E089", "B03F5F7F11D50A3A", "7CEC85D7BEA7798E", "CC7B13FFCD2DDD51", "ADB9793829DDAE60"];

    private static readonly ConcurrentDictionary<Assembly, bool> FrameworkAssemblies = new();
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

    /// <summary>Whether a type comes with .NET, so that its fields are nobody's business.</summary>
    public static bool IsFramework(Type type) =>
        FrameworkAssemblies.GetOrAdd(type.Assembly, static assembly => FrameworkKeys.Contains(Convert.ToHexString(assembly.GetName().GetPublicKeyToken() ?? [])));

    /// <summary>Whether a type is the user's, so that its fields and not its name say what it is.</summary>
    public static bool IsOwn(Type type) => !type.IsArray && !IsFramework(type);

    public static bool IsAnonymous(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.Name.Contains("AnonymousType", StringComparison.Ordinal);

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

    /// <summary>The fields that are a part of the state.</summary>
    public static IEnumerable<FieldInfo> KeptFieldsOf(Type type) => FieldsOf(type).Where(f => !f.IsDefined(typeof(NonSerializedAttribute), inherit: false));

    /// <summary>The name of a field, or of the property or parameter it stands behind.</summary>
    public static string MemberName(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;

    /// <summary>Whether a field seems to hold what <see cref="object.GetHashCode"/> returned. Of strings that differs in every process.</summary>
    public static bool IsHashCode(FieldInfo field) =>
        !field.Name.StartsWith('<')
        && field.Name.Contains("hash", StringComparison.OrdinalIgnoreCase)
        && (Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType) is var type && (type == typeof(int) || type == typeof(uint));

    /// <summary>A base class that comes with .NET, or <see langword="null"/>.</summary>
    public static Type? ForeignBaseOf(Type type)
    {
        for (var current = type.IsValueType ? null : type.BaseType; current is not null && current != typeof(object); current = current.BaseType)
        {
            if (IsFramework(current))
            {
                return current;
            }
        }

        return null;
    }

    /// <summary>A static field with an instance of a class whose equality is that of references, or <see langword="null"/>.</summary>
    public static FieldInfo? WellKnownInstanceOf(Type type) =>
        type.IsValueType || type.GetMethod(nameof(Equals), [typeof(object)])!.DeclaringType != typeof(object)
            ? null
            : type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).FirstOrDefault(f => f.FieldType.IsAssignableTo(type));

    private static bool Decide(Type type, HashSet<Type> parents)
    {
        if (type.IsEnum || Scalars.Find(type) is not null)
        {
            return true;
        }

        if (type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IStandsFor<>)) is { } stands)
        {
            return Decide(stands.GenericTypeArguments[0], parents);
        }

        if (type.IsArray || typeof(Delegate).IsAssignableFrom(type))
        {
            return false;
        }

        if (IsFramework(type) && type.Namespace == "System.Collections.Immutable" && !type.IsNested && !type.IsInterface)
        {
            return type.GetGenericArguments().All(argument => Decide(argument, parents));
        }

        if (IsFramework(type) && !FrameworkStateTypes.IsStructural(type) && Nullable.GetUnderlyingType(type) is null)
        {
            return false;
        }

        if (!type.IsValueType && StateHierarchy.Declared(type) is { Count: > 0 } declared)
        {
            return declared.All(d => HasFixedFields(d, parents));
        }

        // A value of a derived type that is not known here is refused when it is written.
        var isClosed = type.IsValueType || type.IsSealed || (!type.IsAbstract && !type.IsInterface && StateHierarchy.FirstDerived(type) is null);
        return isClosed && HasFixedFields(type, parents);
    }

    // A struct is copied as a whole, so its own fields may be assignable; what it refers to may not.
    private static bool HasFixedFields(Type type, HashSet<Type> parents) =>
        !parents.Add(type) || FieldsOf(type).All(f => (type.IsValueType || f.IsInitOnly) && Decide(f.FieldType, parents));
}
