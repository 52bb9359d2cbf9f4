using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State.Evolution;

/// <summary>Finds how values are read as what the job now has that were written as what it had before, or why they cannot be.</summary>
/// <remarks>
/// For one schema and one type. Each serializer knows what it can be read from (<see cref="StateSerializer.From"/>); what has not
/// changed is read by the serializers that write it.
/// </remarks>
internal sealed class StateEvolution
{
    private readonly StateSerializers _known;
    private readonly WrittenSchema _written;
    private Dictionary<(StateSerializer Now, string Written, Permitted Permitted), StateSerializer> _found = [];
    private readonly List<string> _changes = [];
    private readonly Stack<string> _path = new();
    private readonly HashSet<StateMigration> _migrating = [];
    private readonly IReadOnlyList<StateSerializer> _own;
    private (StateSerializer Now, string Written, Permitted Permitted) _at;

    private StateEvolution(StateSerializers known, WrittenSchema written, StateSerializer root)
    {
        _known = known;
        _written = written;
        _own = [.. StateGraph.Reachable(root).Where(part => part.Definition is not null || part.IsTracked)];
    }

    /// <summary>Whether a migration of the user's has a part in it.</summary>
    public bool IsMigrated { get; private set; }

    /// <summary>How far what is looked at now may differ.</summary>
    public Permitted Permitted => _at.Permitted;

    /// <summary>How values of a type are read that were written by a schema.</summary>
    /// <exception cref="StateEvolutionException">They cannot be; says why.</exception>
    public static StateReading<T> Of<T>(StateSerializers known, StateSerializer<T> now, string written, Permitted permitted)
    {
        var schema = WrittenSchema.Parse(written);
        var evolution = new StateEvolution(known, schema, now);
        var serializer = (StateSerializer<T>)evolution.Resolve(now, schema.Root, permitted);
        if (serializer != now)
        {
            serializer.FollowReferences();
        }

        return new StateReading<T>(serializer, [.. evolution._changes.Distinct()], evolution.IsMigrated);
    }

    /// <summary>What the schema says of a type.</summary>
    public WrittenDefinition? DefinitionOf(WrittenType type) => _written.DefinitionOf(type);

    /// <summary>How a part is read.</summary>
    /// <param name="now">How it would be written now.</param>
    /// <param name="written">What it was written as.</param>
    /// <param name="part">Its name, or <c>[]</c> for elements.</param>
    /// <param name="areDistinct">Whether different parts must stay different.</param>
    public StateSerializer<T> Part<T>(StateSerializer<T> now, WrittenType written, string part, bool areDistinct = false) =>
        (StateSerializer<T>)Part((StateSerializer)now, written, part, areDistinct);

    /// <inheritdoc cref="Part{T}"/>
    public StateSerializer Part(StateSerializer now, WrittenType written, string part, bool areDistinct = false)
    {
        var at = _at;
        _path.Push(part);
        var found = Resolve(now, written, areDistinct && at.Permitted == Permitted.All ? Permitted.Distinct : at.Permitted);
        _path.Pop();
        _at = at;
        return found;
    }

    /// <summary>How one of several types is read.</summary>
    public StateSerializer<T> Alternative<T>(StateSerializer<T> now, WrittenType written)
    {
        var at = _at;
        var found = Resolve(now, written, at.Permitted, isExact: true);
        _at = at;
        return (StateSerializer<T>)found;
    }

    /// <summary>Gives the reader of what is looked at now, before its parts are looked at, which may hold the same type.</summary>
    public void Open(StateSerializer reader) => _found.Add(_at, reader);

    /// <summary>Notes what is other than it was.</summary>
    public void Note(string change) => _changes.Add(change);

    /// <summary>Whether a name in the schema is that of a type, now or formerly.</summary>
    public bool IsNameOf(Type type, WrittenType written)
    {
        if (type == typeof(Skipped) || StateSchema.NameOf(type) == written.Text || (StateTypes.IsAnonymous(type) && written.IsAnonymous))
        {
            return true;
        }

        if (_known.MigrationsTo(type).Any(migration => migration.Old != type && IsNameOf(migration.Old, written)))
        {
            return true;
        }

        if (type.IsArray)
        {
            return written.ElementOf(type.GetArrayRank()) is { } element && IsNameOf(type.GetElementType()!, element);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return IsNameOf(underlying, written.Underlying ?? written);
        }

        if (Widening.Find(written.Text, type) is not null)
        {
            return true;
        }

        var arguments = type.GetGenericArguments();
        return written.IsNamed
            && StateNames.Of(type).Contains(written.Head)
            && arguments.Length == written.Arguments.Count
            && arguments.Zip(written.Arguments).All(pair => IsNameOf(pair.First, pair.Second));
    }

    /// <summary>Notes that what is looked at now was something else.</summary>
    public void NoteType(WrittenType written) => Note(Path is { Length: > 0 } path ? $"{path} was {written}" : $"was {written}");

    /// <summary>Notes that a type has another name, if it has.</summary>
    public void NoteName(Type type, WrittenType written)
    {
        if (StateSchema.NameOf(type) is var name && name != written.Text && StateNames.Of(type)[0] != written.Head)
        {
            Note($"{name} was called {written}");
        }
    }

    /// <summary>How what is not kept any more is passed over.</summary>
    public StateSerializer<Skipped> Skip(WrittenType written)
    {
        // It may be the first place of an object that comes again where it is kept.
        if (_own.FirstOrDefault(own => own.TypeName == written.Text || IsNameOf(own.ValueType, written)) is { } own
            && Attempt(() => Discard(Part(own, written, ""))) is { } read)
        {
            return read;
        }

        return SkipForm.Of(written, this, _known) ?? throw Refusal($"held {written}, which the job no longer has and cannot pass over");
    }

    /// <summary>Whether objects of a type could not be changed, so that it was not noted which of them are the same.</summary>
    public bool WasImmutable(WrittenType written) => WasImmutable(written, []);

    /// <summary>The refusal of what is looked at now.</summary>
    /// <param name="difference">What is different, as what follows the name of the value.</param>
    public StateEvolutionException Refusal(string difference) =>
        new(Path is { Length: > 0 } path ? $"has '{path}', which {difference}" : difference);

    /// <summary>The place in the value that is looked at now; empty for the whole.</summary>
    private string Path => string.Join(".", _path.Reverse().Where(part => part.Length > 0)).Replace(".[", "[", StringComparison.Ordinal);

    private static StateSerializer<Skipped> Discard(StateSerializer serializer) =>
        (StateSerializer<Skipped>)Activator.CreateInstance(typeof(DiscardedPart<>).MakeGenericType(serializer.ValueType), serializer)!;

    private StateSerializer Resolve(StateSerializer now, WrittenType written, Permitted permitted, bool isExact = false)
    {
        // Names of collections do not tell of their elements whether derived types are declared for them.
        if (!isExact && !written.IsUnion && new WrittenType(written.Text + "*") is var union && DefinitionOf(union) is not null)
        {
            written = union;
        }

        _at = (now, written.Text, permitted);
        if (_found.TryGetValue(_at, out var found))
        {
            return found;
        }

        if (IsSame(now, written))
        {
            return now;
        }

        if (now is not SkippedPart && Migrated(now, written, permitted) is { } migrated)
        {
            return migrated;
        }

        _at = (now, written.Text, permitted);
        return (IsForeign(now, written) ? null : now.From(written, this)) ?? throw Refusal(
            DefinitionOf(written) is { HasFields: false } old && now.TypeName == written.Text
                ? $"was written as {written} ({old}), the job now has {now.Definition ?? "no such form"}"
                : $"was written as {written}, the job now has {now.TypeName}");
    }

    /// <summary>Whether a serializer reads what was written as it is.</summary>
    private bool IsSame(StateSerializer now, WrittenType written) =>
        now.TypeName == written.Text
        && StateGraph.Reachable(now).All(part => (DefinitionOf(new WrittenType(part.TypeName)), part.Definition) switch
        {
            (null, null) => true,
            ({ } was, { } definition) => was.IsReadableAs(definition),
            _ => false,
        });

    /// <summary>Whether it was written by a form of the user's own that the job does not have.</summary>
    private bool IsForeign(StateSerializer now, WrittenType written) =>
        DefinitionOf(written)?.Form is not null
        && now is not SkippedPart
        && now.Definition?.StartsWith(WrittenDefinition.Custom, StringComparison.Ordinal) != true
        && Nullable.GetUnderlyingType(now.ValueType) is null;

    private StateSerializer? Migrated(StateSerializer now, WrittenType written, Permitted permitted)
    {
        if (permitted is not (Permitted.All or Permitted.Origin))
        {
            return null;
        }

        foreach (var migration in _known.MigrationsTo(now.ValueType))
        {
            if (!IsNameOf(migration.Old, written) || !_migrating.Add(migration))
            {
                continue;
            }

            try
            {
                var noted = _changes.Count;
                var reader = Attempt(() => migration.Reader(Resolve(_known.Of(migration.Old), written, Permitted.Origin)));
                if (reader is null)
                {
                    // What was written is not what this migration begins with.
                    continue;
                }

                _changes.RemoveRange(noted, _changes.Count - noted);
                Note($"{written} is migrated to {now.TypeName}");
                IsMigrated = true;
                return reader;
            }
            finally
            {
                _migrating.Remove(migration);
            }
        }

        return null;
    }

    /// <summary>Tries a way of reading; where it is none, everything is as it was before.</summary>
    private T? Attempt<T>(Func<T> find)
        where T : class
    {
        var (found, noted, depth, isMigrated, at) = (new Dictionary<(StateSerializer, string, Permitted), StateSerializer>(_found), _changes.Count, _path.Count, IsMigrated, _at);
        try
        {
            return find();
        }
        catch (StateEvolutionException)
        {
            (_found, IsMigrated, _at) = (found, isMigrated, at);
            _changes.RemoveRange(noted, _changes.Count - noted);
            while (_path.Count > depth)
            {
                _path.Pop();
            }

            return null;
        }
    }

    private bool WasImmutable(WrittenType written, HashSet<string> seen)
    {
        if (new WrittenType(written.Text + "*") is var union && DefinitionOf(union) is not null)
        {
            written = union;
        }

        if (!seen.Add(written.Text))
        {
            return true;
        }

        if (written.Underlying is { } underlying)
        {
            return WasImmutable(underlying, seen);
        }

        if (DefinitionOf(written) is { } definition)
        {
            return definition.Form is not null
                ? throw Refusal($"was written as {written}, of which it is not known whether it could be changed")
                : definition.IsImmutable
                    || (definition.IsStruct && definition.Fields.All(field => WasImmutable(field.Type, seen)))
                    || (definition.Choice is var (kind, choices) && (kind.Length > 0 || choices.All(choice => WasImmutable(new WrittenType(choice), seen))));
        }

        return Scalars.Named(written.Text) is not null
            || (written.IsNamed
                && (written.Head.StartsWith("System.Collections.Immutable.", StringComparison.Ordinal) || FrameworkStateTypes.Structural(written.Head, written.Arguments.Count) is not null)
                && written.Arguments.All(argument => WasImmutable(argument, seen)));
    }
}
