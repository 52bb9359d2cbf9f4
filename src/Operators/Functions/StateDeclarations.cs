using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Queries;
using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>Where a function declares the states it keeps for each key.</summary>
public abstract class StateDeclarations
{
    private protected StateDeclarations()
    {
    }

    /// <summary>Declares a single value for each key.</summary>
    /// <typeparam name="TValue">A type that comes back from a checkpoint as it was (<c>docs/state-types.md</c>); others are refused when the job is built.</typeparam>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <exception cref="StreamProcessingException">The name is declared twice.</exception>
    public abstract ValueState<TValue> Value<TValue>(string name);

    /// <summary>Declares a single value for each key, with a binary form of one's own.</summary>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="serializer">The form; its name and version become part of the schema of the state.</param>
    public abstract ValueState<TValue> Value<TValue>(string name, IStateSerializer<TValue> serializer);

    /// <summary>Declares a single value for each key, which expires.</summary>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="ttl">When a value expires; may be another after a restart.</param>
    public ValueState<TValue> Value<TValue>(string name, Ttl ttl) => Declare(name, StateKind.Value, StateViews.Value<TValue>(), Expiring(ttl));

    /// <summary>Declares a map for each key.</summary>
    /// <typeparam name="TMapKey">The type of the map's keys; equal ones must be equal after a restart, too.</typeparam>
    /// <typeparam name="TValue">The type of the map's values.</typeparam>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    public MapState<TMapKey, TValue> Map<TMapKey, TValue>(string name)
        where TMapKey : notnull => new StoredMap<TMapKey, TValue>(Declare(name, StateKind.Map, StateViews.Map<TMapKey, TValue>()));

    /// <summary>Declares a map for each key, whose entries expire one by one.</summary>
    /// <inheritdoc cref="Map{TMapKey, TValue}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="ttl">When an entry expires: so long after it was added, set, or read; may be another after a restart.</param>
    public MapState<TMapKey, TValue> Map<TMapKey, TValue>(string name, Ttl ttl)
        where TMapKey : notnull
    {
        ArgumentNullException.ThrowIfNull(ttl);
        if (ttl.IsNever)
        {
            return Map<TMapKey, TValue>(name);
        }

        var (maps, now) = DeclareExpiring(name, StateKind.Map, StateViews.ExpiringMap<TMapKey, TValue>(ttl), ttl);
        return new ExpiringMap<TMapKey, TValue>(maps, ttl, now);
    }

    /// <summary>Declares a list for each key.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    public ListState<T> List<T>(string name) => new StoredList<T>(Declare(name, StateKind.List, StateViews.List<T>()));

    /// <summary>Declares a list for each key, whose elements expire one by one.</summary>
    /// <inheritdoc cref="List{T}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="ttl">When an element expires: so long after it was added (which an element is once), or read; may be another after a restart.</param>
    public ListState<T> List<T>(string name, Ttl ttl)
    {
        ArgumentNullException.ThrowIfNull(ttl);
        if (ttl.IsNever)
        {
            return List<T>(name);
        }

        var (lists, now) = DeclareExpiring(
            name, StateKind.List, StateViews.ExpiringList<T>(ttl), ttl, ttl.Start == TtlStart.Access ? null : ExpiringList<T>.Order);
        return new ExpiringList<T>(lists, ttl, now);
    }

    /// <summary>Declares a buffer for each key: elements in the order of their event times, to be taken when their time has come.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    public BufferState<T> Buffer<T>(string name) => new(Declare(name, StateKind.Buffer, StateViews.Buffer<T>()));

    /// <summary>Declares a value for each key, which everything that is added is combined with.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="reduce">From the value so far and what is added to the new value.</param>
    /// <param name="ttl">When the value expires; never unless given.</param>
    public ReducingState<T> Reducing<T>(string name, Func<T, T, T> reduce, Ttl? ttl = null) => new(Declare(name, StateKind.Reducing, StateViews.Value<T>(), Expiring(ttl)), reduce);

    /// <summary>Declares an aggregate for each key.</summary>
    /// <typeparam name="TIn">The type of what is added.</typeparam>
    /// <typeparam name="TAccumulator">What is kept for each key.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <inheritdoc cref="Value{TValue}(string)"/>
    /// <param name="name">Names the state in snapshots; unique in the operator and stable across versions.</param>
    /// <param name="function">The aggregate.</param>
    /// <param name="ttl">When the aggregate expires; never unless given.</param>
    public AggregatingState<TIn, TResult> Aggregating<TIn, TAccumulator, TResult>(
        string name, IAggregateFunction<TIn, TAccumulator, TResult> function, Ttl? ttl = null) =>
        new AggregatingState<TIn, TAccumulator, TResult>(
            Declare(name, StateKind.Aggregating, StateViews.Aggregate<TAccumulator, TResult>(function.GetResult), Expiring(ttl)), function);

    /// <summary>Declares a single value for each key, which is read from outside as another.</summary>
    internal ValueState<TValue> Value<TValue>(string name, StateView<TValue> view, Ttl ttl) => Declare(name, StateKind.Value, view, Expiring(ttl));

    /// <summary>Declares what another kind of state keeps for each key.</summary>
    private protected abstract ValueState<TValue> Declare<TValue>(string name, StateKind kind, StateView<TValue> view, Ttl? ttl = null);

    /// <summary>Declares what another kind of state keeps for each key, whose parts expire by themselves, and the whole with the youngest of them.</summary>
    /// <returns>The state, and the clock, which stands within a call.</returns>
    private protected abstract (ValueState<Timed<TValue>> State, Func<long> Now) DeclareExpiring<TValue>(
        string name, StateKind kind, StateView<Timed<TValue>> view, Ttl ttl, Action<Timed<TValue>>? settle = null);

    private static Ttl? Expiring(Ttl? ttl) => ttl is { IsNever: true } ? null : ttl;
}
