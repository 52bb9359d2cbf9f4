using System.Reflection;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>The values of members that were not written: those that a constructor gives them.</summary>
/// <remarks>
/// The constructor without parameters, or else the one with the most, each of which is called as a member of its type or has a default:
/// it is given the members of the object as far as they were written. So initializers and defaults of parameters count.
/// </remarks>
internal sealed class InitialValues<TOwner>
{
    private readonly IReadOnlyList<Member<TOwner>> _members;
    private readonly ConstructorInfo? _constructor;
    private readonly HashSet<Member<TOwner>> _required;
    private readonly Lazy<(TOwner? Made, string? Failure)> _trial;
    private (Member<TOwner>? Member, object? Default)[] _arguments = [];

    /// <param name="members">The members of the type.</param>
    public InitialValues(IReadOnlyList<Member<TOwner>> members)
    {
        _members = members;
        _constructor = ConstructorOf(members);
        _required = [.. RequiredOf(members)];
        _trial = new(() =>
        {
            try
            {
                return (Invoke([]), null);
            }
            catch (SnapshotException failure)
            {
                return (default, failure.Message);
            }
        });
    }

    /// <summary>Why a member has none, or <see langword="null"/> where it has or only the constructor can tell.</summary>
    public string? WhyNone(Member<TOwner> member)
    {
        const string ways = "Make it nullable, give it a default, or tell how to make it (JobBuilder.MigrateState)";
        const string isNull = $"it must not be null. {ways}";
        var isRequired = _required.Contains(member);
        switch (_constructor?.GetParameters())
        {
            case null when typeof(TOwner).IsValueType:
                return isRequired ? isNull : null;
            case null:
                return isRequired || (member.Field.FieldType.IsValueType && Nullable.GetUnderlyingType(member.Field.FieldType) is null)
                    ? $"no constructor of the type takes its members by name, or none at all. {ways}"
                    : null;
            case { Length: > 0 } parameters:
                return isRequired && parameters.FirstOrDefault(p => IsOf(p, member)) is { HasDefaultValue: false } ? isNull : null;
            default:
                // It is called once before anything runs: what it cannot do now it cannot do for a value.
                return _trial.Value.Failure ?? (isRequired && member.IsNull(_trial.Value.Made!) ? isNull : null);
        }
    }

    /// <summary>Says which members are to be set.</summary>
    /// <param name="added">Those that were not written.</param>
    public void Begin(Member<TOwner>[] added) => _arguments =
    [
        .. (_constructor?.GetParameters() ?? []).Select(parameter =>
            (_members.FirstOrDefault(m => IsOf(parameter, m) && !added.Contains(m)), DefaultOf(parameter))),
    ];

    /// <summary>Sets members of an owner whose other members are there.</summary>
    /// <exception cref="SnapshotException">The constructor failed, or leaves null where it must not be.</exception>
    public void Set(Member<TOwner>[] added, ref TOwner owner)
    {
        if (_constructor is null)
        {
            return;
        }

        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i].Member is { } member ? member.Get(ref owner) : _arguments[i].Default;
        }

        var made = Invoke(arguments);
        foreach (var member in added)
        {
            if (_required.Contains(member) && member.IsNull(made))
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

    private static IEnumerable<Member<TOwner>> RequiredOf(IReadOnlyList<Member<TOwner>> members)
    {
        var nullability = new NullabilityInfoContext();
        return members.Where(m => !m.Field.FieldType.IsValueType && nullability.Create(m.Field).ReadState == NullabilityState.NotNull);
    }

    private static object? DefaultOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return !parameter.HasDefaultValue || parameter.DefaultValue is not { } value ? (type.IsValueType ? Activator.CreateInstance(type) : null)
            // Of an enumeration that may be missing the number alone is noted.
            : Nullable.GetUnderlyingType(type) is { IsEnum: true } choices ? Enum.ToObject(choices, value)
            : value;
    }

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
