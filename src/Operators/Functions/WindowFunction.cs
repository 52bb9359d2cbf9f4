namespace AkkaStreamProc;

/// <summary>What comes of all records of a window at once.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="T">The type of the records.</typeparam>
/// <typeparam name="TOut">The type of the results.</typeparam>
/// <remarks>
/// <para>
/// The records of each window are kept until it is gone, so an aggregate costs less memory where one suffices. Every subtask has
/// its own object, used by one thread at a time; fields of it are lost with a restart. (Flink's process window function.)
/// </para>
/// <para>A function that throws fails the job, whatever <see cref="OperatorStream{TIn, T}.OnError"/> says: there is no record to blame.</para>
/// </remarks>
public abstract class WindowFunction<TKey, T, TOut>
    where TKey : notnull
{
    /// <summary>
    /// Declares what it keeps for each key over all windows, under other names than <c>windows</c>. What belongs to one window is
    /// kept in a map by window, and removed in <see cref="Clear"/>; not where windows merge (<see cref="SessionWindows"/>), whose bounds
    /// change with their records.
    /// </summary>
    public virtual void Open(StateDeclarations states)
    {
    }

    /// <inheritdoc cref="ProcessFunction{TKey, TIn, TOut}.Close"/>
    public virtual void Close()
    {
    }

    /// <summary>Takes a window that fires: perhaps several times, with more records each time.</summary>
    /// <param name="records">The records, at least one, in the order in which they came.</param>
    /// <param name="context">The key, the window and the outputs.</param>
    public abstract void Process(IReadOnlyList<T> records, WindowContext<TKey, TOut> context);

    /// <summary>A window of the key is gone for good. (Windows that never end are never gone. Of sessions only the last bounds are told.)</summary>
    public virtual void Clear(WindowContext<TKey, TOut> context)
    {
    }
}
