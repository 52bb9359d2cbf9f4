using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc.Operators.Queries;

/// <summary>How what is kept in a state looks from outside.</summary>
/// <typeparam name="TStored">What is kept.</typeparam>
internal abstract class StateView<TStored>
{
    /// <summary>The type of what is read.</summary>
    public abstract Type ReadAs { get; }

    /// <summary>The same of values that expire.</summary>
    public abstract StateView<Timed<TStored>> Expiring(Ttl ttl);

    /// <summary>Reads a state.</summary>
    /// <param name="entries">What is kept.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="now">The clock that values expire by.</param>
    /// <param name="isShared">Whether the operator goes on with what the entries give, so that mutable values are to be copied.</param>
    public abstract ReadableState<TKey> Over<TKey>(IStoredEntries<TKey, TStored> entries, KeyedStateFormat<TKey, TStored> format, Func<long> now, bool isShared)
        where TKey : notnull;
}

/// <inheritdoc/>
/// <param name="read">What is read of what is kept, at a moment of the clock; it is the reader's own.</param>
/// <param name="callsUserCode">Whether that calls code of the user's, which expects the thread of the operator.</param>
/// <param name="isGone">Whether a value has expired at a moment of the clock, or is none; <see langword="null"/> where none does.</param>
/// <param name="givesCopy">Whether what is read is the reader's own even of what the operator goes on with; then it is read on the thread of the operator.</param>
internal sealed class StateView<TStored, TRead>(
    Func<TStored, long, TRead> read, bool callsUserCode = false, Func<TStored, long, bool>? isGone = null, bool givesCopy = false) : StateView<TStored>
{
    public StateView(Func<TStored, TRead> read, bool callsUserCode = false, bool givesCopy = false)
        : this((stored, _) => read(stored), callsUserCode, null, givesCopy)
    {
    }

    public override Type ReadAs => typeof(TRead);

    /// <summary>Whether it is to be read on the thread of the operator.</summary>
    public bool IsReadAtOnce => callsUserCode || givesCopy;

    public bool GivesCopy => givesCopy;

    /// <param name="stored">What is kept.</param>
    /// <param name="now">The moment of the clock.</param>
    public TRead Read(TStored stored, long now) => read(stored, now);

    public bool IsGone(TStored stored, long now) => isGone is not null && isGone(stored, now);

    public override StateView<Timed<TStored>> Expiring(Ttl ttl) =>
        new StateView<Timed<TStored>, TRead>(
            (timed, now) => read(timed.Value, now), callsUserCode, (timed, now) => now - timed.Since >= ttl.DurationMs || IsGone(timed.Value, now), givesCopy);

    public override ReadableState<TKey> Over<TKey>(IStoredEntries<TKey, TStored> entries, KeyedStateFormat<TKey, TStored> format, Func<long> now, bool isShared) =>
        new StoredState<TKey, TStored, TRead>(entries, format, this, now, isShared);
}

/// <summary>The views of the states that functions declare.</summary>
internal static class StateViews
{
    /// <summary>A value, as it is.</summary>
    public static StateView<T> Value<T>() => new StateView<T, T>(static value => value);

    public static StateView<Dictionary<TMapKey, TValue>> Map<TMapKey, TValue>()
        where TMapKey : notnull => new StateView<Dictionary<TMapKey, TValue>, IReadOnlyDictionary<TMapKey, TValue>>(static map => map);

    public static StateView<List<T>> List<T>() => new StateView<List<T>, IReadOnlyList<T>>(static list => list);

    /// <summary>A map whose entries expire: those that have not.</summary>
    public static StateView<Timed<Dictionary<TMapKey, Timed<TValue>>>> ExpiringMap<TMapKey, TValue>(Ttl ttl)
        where TMapKey : notnull => new StateView<Timed<Dictionary<TMapKey, Timed<TValue>>>, IReadOnlyDictionary<TMapKey, TValue>>(
            (stored, now) => State.ExpiringMap<TMapKey, TValue>.Read(stored, ttl, now), isGone: (stored, now) => now - stored.Since >= ttl.DurationMs);

    /// <summary>A list whose elements expire: those that have not.</summary>
    public static StateView<Timed<List<Timed<T>>>> ExpiringList<T>(Ttl ttl) => new StateView<Timed<List<Timed<T>>>, IReadOnlyList<T>>(
        (stored, now) => State.ExpiringList<T>.Read(stored, ttl, now), isGone: (stored, now) => now - stored.Since >= ttl.DurationMs);

    /// <summary>A buffer: what waits, in the order of time.</summary>
    public static StateView<Buffered<T>> Buffer<T>() => new StateView<Buffered<T>, IReadOnlyList<Timestamped<T>>>(static buffer => [.. buffer.Rows.Skip(buffer.Left)]);

    /// <summary>An aggregate: its result.</summary>
    public static StateView<TAccumulator> Aggregate<TAccumulator, TResult>(Func<TAccumulator, TResult> result) =>
        new StateView<TAccumulator, TResult>(result, callsUserCode: true);

    /// <summary>Whether the users of a job can name a type: it is no inner part of this assembly.</summary>
    public static bool IsNameable(Type type) =>
        (type.Assembly != typeof(StateViews).Assembly || type.IsVisible || (type.IsGenericType && type.GetGenericTypeDefinition().IsVisible))
        && (type.GetElementType() is not { } element || IsNameable(element))
        && Array.TrueForAll(type.GetGenericArguments(), IsNameable);
}
