namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>What is kept of the records of a window, and what comes of it.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TAccumulator">What is kept for a key and window.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
internal interface IWindowContent<T, TKey, TAccumulator, TOut>
    where TKey : notnull
{
    /// <summary>Declares what it keeps by key beside the windows.</summary>
    void Open(StateDeclarations states);

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.Close"/>
    void Close()
    {
    }

    /// <summary>Takes the first record of a window.</summary>
    void Start(ref TAccumulator accumulator, T record, long timestamp);

    /// <summary>Takes a further record.</summary>
    void Add(ref TAccumulator accumulator, T record, long timestamp);

    /// <summary>Takes in what an earlier window has gathered that is merged into one.</summary>
    /// <param name="earlier">What the windows before it have gathered.</param>
    /// <param name="later">What it has; not used any more.</param>
    void Merge(ref TAccumulator earlier, in TAccumulator later);

    /// <summary>Emits what comes of a window. May leave less in it.</summary>
    /// <returns>Whether anything is left.</returns>
    /// <param name="accumulator">What it has gathered.</param>
    /// <param name="window">The window.</param>
    /// <param name="timestamp">The timestamp of results.</param>
    /// <param name="context">Takes results.</param>
    bool Emit(ref TAccumulator accumulator, Window window, long timestamp, ProcessContext<TKey, TOut> context);

    /// <summary>A window is gone for good.</summary>
    void Clear(Window window, ProcessContext<TKey, TOut> context);
}
