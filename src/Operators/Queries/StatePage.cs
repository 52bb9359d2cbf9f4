namespace AkkaStreamProc;

/// <summary>Some of the keys that a state has values for, in the order of the walk through all of them.</summary>
/// <remarks>
/// The walk goes by the hashes of the keys, which no change and no restart moves: a key that is there all the time is met
/// exactly once, also where the job is rescaled meanwhile. One that comes or goes during the walk may be met or not.
/// </remarks>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <typeparam name="TValue">The type of the values.</typeparam>
public sealed record StatePage<TKey, TValue>
{
    internal StatePage(IReadOnlyList<StateEntry<TKey, TValue>> entries, string? next, StateMoment moment) =>
        (Entries, Next, Moment) = (entries, next, moment);

    /// <summary>The keys with their values. May be fewer than were asked for, or none, although more follow.</summary>
    public IReadOnlyList<StateEntry<TKey, TValue>> Entries { get; }

    /// <summary>Where the next page begins (<see cref="GetStatePage.After"/>); <see langword="null"/> behind the last.</summary>
    public string? Next { get; }

    /// <summary>What the page is of.</summary>
    public StateMoment Moment { get; }
}
