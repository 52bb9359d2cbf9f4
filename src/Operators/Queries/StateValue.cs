namespace AkkaStreamProc;

/// <summary>What a state has for a key. Immutable, and nobody else's: the job goes on with its own.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
public sealed record StateValue<TValue>
{
    internal StateValue(bool hasValue, TValue? value, StateMoment moment) => (HasValue, Value, Moment) = (hasValue, value, moment);

    /// <summary>Whether the key has a value, be it <see langword="default"/>. One that has expired is none.</summary>
    public bool HasValue { get; }

    /// <summary>The value; <see langword="default"/> where there is none.</summary>
    public TValue? Value { get; }

    /// <summary>What the answer is of.</summary>
    public StateMoment Moment { get; }
}
