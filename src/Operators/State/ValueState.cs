using AkkaStreamProc.Operators.State;

namespace AkkaStreamProc;

/// <summary>One value for each key. A handle: it stands for the value of the key at hand.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
public abstract class ValueState<TValue>
{
    private protected ValueState()
    {
    }

    /// <summary>Takes note of changes that may have to be changed back; <see langword="null"/> where that cannot be.</summary>
    internal virtual CallJournal? Journal => null;

    /// <summary>The number of the call at hand.</summary>
    /// <exception cref="StreamProcessingException">There is none on this thread.</exception>
    internal virtual long Call => 0;

    /// <summary>Whether the key at hand has a value.</summary>
    public abstract bool HasValue { get; }

    /// <summary>The value of the key at hand; <see langword="default"/> where it has none.</summary>
    /// <remarks>
    /// <para>After changing an object in place, assign it again: only assigned values are kept for certain.</para>
    /// <para>
    /// The state owns an object that is changed in place: one that is emitted, or that came as a record, is shared with
    /// others and must not be changed; keep a copy.
    /// </para>
    /// </remarks>
    public abstract TValue? Value { get; set; }

    /// <summary>Forgets the value of the key at hand.</summary>
    public abstract void Clear();
}
