namespace AkkaStreamProc.Operators.Lookups;

/// <summary>A call that asks for the rows of some keys.</summary>
/// <param name="keys">The keys, in the order they were asked for.</param>
internal sealed class RowCall<TKey, TRow>(IReadOnlyList<AskedKey<TKey, TRow>> keys)
    where TKey : notnull
{
    private volatile bool _isOver;

    public IReadOnlyList<AskedKey<TKey, TRow>> Keys => keys;

    /// <summary>Ends what it does where nobody waits for it any more.</summary>
    public CancellationTokenSource Cancellation { get; } = new();

    /// <summary>What it answers.</summary>
    public Task<IReadOnlyDictionary<TKey, TRow>> Answer { get; set; } = null!;

    /// <summary>How many records wait for it.</summary>
    public int Waiting { get; set; }

    /// <summary>Whether its answer was handed out, or nobody waits for it any more. Any thread may ask.</summary>
    public bool IsOver { get => _isOver; set => _isOver = value; }
}
