using System.Reflection;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Reads the members of a type as they were written: some have another name or type now, some are passed over, some are new.</summary>
internal sealed class EvolvedMembers<TOwner>
{
    private readonly IReadOnlyList<Member<TOwner>> _now;
    private Step[] _steps = [];
    private Member<TOwner>[] _added = [];
    private InitialValues<TOwner>? _initial;

    private delegate void Step(SnapshotReader reader, ref TOwner owner);

    private EvolvedMembers(IReadOnlyList<Member<TOwner>> now) => _now = now;

    /// <summary>The members of a type as they were written, in their order; <see langword="null"/> where it had none.</summary>
    /// <param name="now">The members as they are now.</param>
    /// <param name="written">The type as it was written. The framework's types that are nothing but their fields have their names alone.</param>
    /// <param name="evolution">Has the schema.</param>
    /// <exception cref="StateEvolutionException">An earlier version did not note what kind of type it was.</exception>
    public static IReadOnlyList<(string Name, WrittenType Type)>? FieldsOf(IReadOnlyList<Member<TOwner>> now, WrittenType written, StateEvolution evolution) =>
        evolution.DefinitionOf(written) switch
        {
            { HasFields: true, SaysKind: false } definition => throw evolution.Refusal(
                $"was written as {written} {definition} by an earlier version, which did not note enough to read it as {StateSchema.Fields(now.Select(m => (m.Name, m.Serializer)))}. "
                + "Run the job as it was with this version until it has taken a checkpoint"),
            { HasFields: true } definition => definition.Fields,
            _ when FrameworkStateTypes.IsStructural(typeof(TOwner)) && written.Arguments.Count == now.Count => [.. now.Zip(written.Arguments, (member, argument) => (member.Name, argument))],
            _ => null,
        };

    /// <summary>How members are read that were written as others.</summary>
    /// <param name="now">The members as they are now.</param>
    /// <param name="written">The type as it was written.</param>
    /// <param name="fields">The members as they were written, in their order.</param>
    /// <param name="evolution">Finds how each is read.</param>
    /// <param name="open">Gives the reader away, before members are looked at that may be of the same type.</param>
    public static void Find(
        IReadOnlyList<Member<TOwner>> now,
        WrittenType written,
        IReadOnlyList<(string Name, WrittenType Type)> fields,
        StateEvolution evolution,
        Action<EvolvedMembers<TOwner>> open)
    {
        var members = new EvolvedMembers<TOwner>(now);
        open(members);
        members.Find(written, fields, evolution);
    }

    /// <summary>Reads the members into an owner.</summary>
    public void Read(SnapshotReader reader, ref TOwner owner)
    {
        foreach (var step in _steps)
        {
            step(reader, ref owner);
        }

        if (_added.Length > 0)
        {
            _initial!.Set(_added, ref owner);
        }
    }

    private void Find(WrittenType written, IReadOnlyList<(string Name, WrittenType Type)> fields, StateEvolution evolution)
    {
        var type = StateSchema.NameOf(typeof(TOwner));
        var steps = new List<Step>();
        var places = new Dictionary<Member<TOwner>, string>();
        foreach (var (name, was) in fields)
        {
            if (MemberOf(name, fields) is not { } member)
            {
                steps.Add(Skip(name, was, evolution));
                evolution.Note($"{type}.{name} is gone");
                continue;
            }

            if (!places.TryAdd(member, name))
            {
                throw evolution.Refusal($"was written with the members '{places[member]}' and '{name}', which are both '{member.Name}' now");
            }

            if (member.Name != name)
            {
                evolution.Note($"{type}.{member.Name} was called {name}");
            }

            // A key of a pair is a key, its value is not.
            var areDistinct = typeof(TOwner).IsGenericType && typeof(TOwner).GetGenericTypeDefinition() == typeof(KeyValuePair<,>) && member.Name == "key";
            steps.Add(member.Reading(evolution.Part(member.Serializer, was, name, areDistinct)).Read);
        }

        _steps = [.. steps];
        _added = [.. _now.Where(member => !places.ContainsKey(member))];
        if (_added.Length == 0)
        {
            return;
        }

        if (evolution.Permitted < Permitted.Distinct)
        {
            throw evolution.Refusal($"was written as {written} without the member '{_added[0].Name}', which the job now has there");
        }

        _initial = new InitialValues<TOwner>(_now);
        foreach (var member in _added)
        {
            if (_initial.WhyNone(member) is { } reason)
            {
                throw evolution.Refusal($"was written without the member '{member.Name}' of {type}, for which there is no value: {reason}");
            }

            evolution.Note($"{type}.{member.Name} is new");
        }

        _initial.Begin(_added);
    }

    private Member<TOwner>? MemberOf(string name, IReadOnlyList<(string Name, WrittenType Type)> fields) =>
        // A member that was not written by its present name has been written by a former one, whatever is called so now.
        _now.FirstOrDefault(member => fields.All(field => field.Name != member.Name) && StateNames.FormerOf(member.Field).Contains(name))
        ?? _now.FirstOrDefault(member => member.Name == name);

    private Step Skip(string name, WrittenType was, StateEvolution evolution)
    {
        if (evolution.Permitted < Permitted.All)
        {
            throw evolution.Refusal(
                evolution.Permitted == Permitted.Distinct
                    ? $"was written with the member '{name}', and without it what was different may be the same"
                    : $"was written with the member '{name}', which the job no longer has there");
        }

        var skip = evolution.Part(SkippedPart.Instance, was, name);
        return (SnapshotReader reader, ref TOwner _) => skip.ReadPart(reader);
    }
}
