using System.Reflection;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>The values of members that were not written: those that a constructor gives them.</summary>
/// <remarks>
/// The constructor without parameters, or else the one with the most, each of which is called as a member of its type or has a default:
/// it is given the members of the object as far as they were written. So initializers and defaults of parameters count.
/// </remarks>
/// <param name="members">The members of the type.</param>
internal sealed class InitialValues<TOwner>(IReadOnlyList<Member<TOwner>> members)
{
    private readonly ConstructorInfo? _constructor = ConstructorOf(members);
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Why a member has none, or <see langword="null"/> where it has or only the constructor can tell.</summary>
    public string? WhyNone(Member<TOwner> member)
    {
        const string ways = "Make it nullable, give it a default, or tell how to make it (JobBuilder.MigrateState)";
        var isRequired = IsRequired(member);
        if (_constructor is null)
        {
            return typeof(TOwner).IsValueType
                ? isRequired ? $"it must not be null. {ways}" : null
                : isRequired || (member.Field.FieldType.IsValueType && Nullable.GetUnderlyingType(member.Field.FieldType) is null)
                    ? $"no constructor of the type takes its members by name, or none at all. {ways}"
                    : null;
        }

        if (!isRequired)
        {
            return null;
        }

        var isUntold = _constructor.GetParameters() is { Length: > 0 } parameters
            ? parameters.FirstOrDefault(p => IsOf(p, member)) is { HasDefaultValue: false }
            : member.IsNull(Invoke([]));
        return isUntold ? $"it must not be null. {ways}" : null;
    }

    /// <summary>Sets members of an owner whose other members are there.</summary>
    /// <exception cref="SnapshotException">The constructor failed, or leaves null where it must not be.</exception>
    public void Set(Member<TOwner>[] added, ref TOwner owner)
    {
        if (_constructor is null)
        {
            return;
        }

        var arguments = new List<object?>();
        foreach (var parameter in _constructor.GetParameters())
        {
            var member = members.FirstOrDefault(m => IsOf(parameter, m));
            arguments.Add(member is not null && !added.Contains(member)
                ? member.Get(ref owner)
                : parameter.HasDefaultValue ? parameter.DefaultValue ?? Default(parameter.ParameterType) : Default(parameter.ParameterType));
        }

        var made = Invoke([.. arguments]);
        foreach (var member in added)
        {
            if (IsRequired(member) && member.IsNull(made))
            {
                throw new SnapshotException($"The member '{member.Name}' of {typeof(TOwner)} is new, must not be null, and its constructor leaves it null. Give it a default, or tell how to make it (JobBuilder.MigrateState).");
            }

            member.Copy(ref made, ref owner);
        }
    }

    private static ConstructorInfo? ConstructorOf(IReadOnlyList<Member<TOwner>> members) =>
        typeof(TOwner).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(constructor => constructor.GetParameters() is not [{ ParameterType: var only }] || only != typeof(TOwner))
            .Where(constructor => constructor.GetParameters().All(p => p.HasDefaultValue || members.Any(m => IsOf(p, m))))
            .OrderBy(constructor => constructor.GetParameters().Length == 0 ? 0 : 1)
            .ThenByDescending(constructor => constructor.GetParameters().Length)
            .FirstOrDefault();

    private static bool IsOf(ParameterInfo parameter, Member<TOwner> member) =>
        parameter.ParameterType == member.Field.FieldType && string.Equals(parameter.Name, StateTypes.MemberName(member.Field), StringComparison.OrdinalIgnoreCase);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private bool IsRequired(Member<TOwner> member) =>
        !member.Field.FieldType.IsValueType && _nullability.Create(member.Field).ReadState == NullabilityState.NotNull;

    private TOwner Invoke(object?[] arguments)
    {
        try
        {
            return (TOwner)_constructor!.Invoke(arguments);
        }
        catch (TargetInvocationException e)
        {
            throw new SnapshotException(
                $"Members of {typeof(TOwner)} are new, and the constructor that gives them their values failed: {e.InnerException!.Message}", e.InnerException);
        }
    }
}
