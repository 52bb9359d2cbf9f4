namespace AkkaStreamProc.Operators.Changelogs;

/// <summary>One change as an operator takes it: both halves of an update at once, so that nothing is seen between them.</summary>
/// <typeparam name="T">What changes.</typeparam>
internal readonly struct Delta<T>
{
    private Delta(bool hasBefore, T before, bool hasAfter, T after) => (HasBefore, Before, HasAfter, After) = (hasBefore, before, hasAfter, after);

    /// <summary>Whether something is gone, or has changed.</summary>
    public bool HasBefore { get; }

    public T Before { get; }

    /// <summary>Whether something is there, be it new or changed. One without what was before is new, or takes the place of what its key has.</summary>
    public bool HasAfter { get; }

    public T After { get; }

    /// <summary>One of both, for messages.</summary>
    public T Any => HasAfter ? After : Before;

    public static Delta<T> Of(T row) => new(false, default!, true, row);

    public static Delta<T> Update(T before, T after) => new(true, before, true, after);

    public static Delta<T> Removal(T row) => new(true, row, false, default!);

    public Delta<TOther> Select<TOther>(Func<T, TOther> selector) =>
        new(HasBefore, HasBefore ? selector(Before) : default!, HasAfter, HasAfter ? selector(After) : default!);
}
