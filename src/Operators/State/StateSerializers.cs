using System.Collections.Concurrent;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State.Evolution;
using AkkaStreamProc.Operators.State.Serialization;

namespace AkkaStreamProc.Operators.State;

/// <summary>The serializers of the types that a job keeps: those the user gave, and those that follow from the types.</summary>
/// <remarks>Types are looked at once. Any thread; but <see cref="Use{T}"/> only while the job is declared.</remarks>
internal sealed class StateSerializers
{
    private readonly ConcurrentDictionary<(Type Type, bool IsExact), StateSerializer> _known = new();
    private readonly Dictionary<Type, StateSerializer> _custom = [];
    private readonly List<StateMigration> _migrations = [];

    /// <summary>Those of a job that gave none.</summary>
    public static StateSerializers Default { get; } = new();

    /// <summary>The serializer of a type.</summary>
    /// <exception cref="StreamProcessingException">The type cannot be kept in state; names the member, the reason and the way out.</exception>
    public StateSerializer<T> Of<T>() => (StateSerializer<T>)Of(typeof(T));

    /// <inheritdoc cref="Of{T}()"/>
    public StateSerializer Of(Type type)
    {
        if (Find(type, isExact: false) is { } known)
        {
            return known;
        }

        var builder = new StateSerializerBuilder(this, type);
        var serializer = builder.Build();
        foreach (var (key, made) in builder.Made)
        {
            _known.TryAdd(key, made);
        }

        return serializer;
    }

    /// <summary>Uses a serializer of the user's for a type, wherever it occurs.</summary>
    public void Use<T>(IStateSerializer<T> serializer)
    {
        if (!_custom.TryAdd(typeof(T), new CustomStateSerializer<T>(serializer)))
        {
            throw new StreamProcessingException($"The type {typeof(T)} has a state serializer already. Give one for each type.");
        }

        _known.Clear();
    }

    /// <summary>Makes values of a type that state has had into values of one that it has now.</summary>
    /// <exception cref="StreamProcessingException">There is such a migration already, none is needed, or migrations would go in a circle.</exception>
    public void Migrate<TOld, TNew>(Func<TOld, TNew> migrate)
    {
        if (typeof(TOld) == typeof(TNew))
        {
            throw new StreamProcessingException($"State cannot be migrated from {typeof(TOld)} to itself. Keep the old type in the code under another name, with [FormerName] and the name it had.");
        }

        if (_migrations.Any(m => m.Old == typeof(TOld) && m.New == typeof(TNew)))
        {
            throw new StreamProcessingException($"State is migrated from {typeof(TOld)} to {typeof(TNew)} already. Give one migration for each pair of types.");
        }

        if (Leads(typeof(TNew), typeof(TOld)))
        {
            throw new StreamProcessingException($"State cannot be migrated from {typeof(TOld)} to {typeof(TNew)}: other migrations lead from {typeof(TNew)} to {typeof(TOld)}, and there would be no end. Leave out the one that is not needed.");
        }

        _migrations.Add(new StateMigration<TOld, TNew>(migrate));
    }

    /// <summary>Refuses migrations from types that could not have been kept.</summary>
    /// <exception cref="StreamProcessingException">One cannot be; names it and the reason.</exception>
    public void VerifyMigrations() => _migrations.ForEach(migration => Of(migration.Old));

    /// <summary>The migrations that end with a type.</summary>
    public IEnumerable<StateMigration> MigrationsTo(Type type) => _migrations.Where(migration => migration.New == type);

    /// <summary>How values are read that were written by a schema.</summary>
    /// <exception cref="StateEvolutionException">They cannot be read as values of the type; says why.</exception>
    public StateReading<T> Reading<T>(StateSerializer<T> now, string written, Permitted permitted = Permitted.All) =>
        StateEvolution.Of(this, now, written, permitted);

    /// <summary>What reads values of a checkpoint that were written by a schema.</summary>
    /// <param name="now">How they are written now.</param>
    /// <param name="written">The schema.</param>
    /// <param name="what">What they are, for the error: what stands before the difference.</param>
    /// <param name="permitted">How far they may differ.</param>
    /// <exception cref="SnapshotException">They cannot be read as values of the type; names the difference and the ways out.</exception>
    public StateSerializer<T> Restoring<T>(StateSerializer<T> now, string written, string what, Permitted permitted = Permitted.All)
    {
        try
        {
            return Reading(now, written, permitted).Serializer;
        }
        catch (StateEvolutionException difference)
        {
            throw new SnapshotException($"{what} {difference.Message}. {StateSchema.WaysOut}", difference);
        }
    }

    /// <summary>The same, for a graph, which later declarations do not change.</summary>
    public StateSerializers Copy()
    {
        var copy = new StateSerializers();
        foreach (var (type, serializer) in _custom)
        {
            copy._custom.Add(type, serializer);
        }

        copy._migrations.AddRange(_migrations);
        return copy;
    }

    internal StateSerializer? Find(Type type, bool isExact) => _known.GetValueOrDefault((type, isExact));

    internal StateSerializer? Custom(Type type) => _custom.GetValueOrDefault(type);

    /// <summary>Whether migrations lead from one type to another.</summary>
    private bool Leads(Type from, Type to) => _migrations.Any(migration => migration.Old == from && (migration.New == to || Leads(migration.New, to)));
}
