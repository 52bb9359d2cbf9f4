using System.Reflection;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>What types and members are and were called in schemas.</summary>
internal static class StateNames
{
    /// <summary>The names of a type without type arguments, the present one first.</summary>
    public static IReadOnlyList<string> Of(Type type) =>
        [StateSchema.NameWithoutArguments(type), .. type.GetCustomAttributes<FormerNameAttribute>(inherit: false).Select(former => former.Name)];

    /// <summary>The former names of a member: those at the field, at the property it stands behind, and at the parameter of a constructor of that name.</summary>
    public static IEnumerable<string> FormerOf(FieldInfo field)
    {
        const BindingFlags any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var name = StateTypes.MemberName(field);
        var owner = field.DeclaringType!;
        IEnumerable<ICustomAttributeProvider> places =
        [
            field,
            .. owner.GetProperties(any).Where(property => property.Name == name),
            .. owner.GetConstructors(any).SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.Name == name),
        ];
        return places.SelectMany(place => place.GetCustomAttributes(typeof(FormerNameAttribute), inherit: false)).Cast<FormerNameAttribute>().Select(former => former.Name).Distinct();
    }

    /// <summary>The former names of the members of an enumeration, each with the present one.</summary>
    public static IEnumerable<(string Former, string Name)> FormerOfEnum(Type type) =>
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
        from former in field.GetCustomAttributes<FormerNameAttribute>(inherit: false)
        select (former.Name, field.Name);
}
