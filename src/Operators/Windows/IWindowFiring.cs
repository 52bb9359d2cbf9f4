using AkkaStreamProc.Operators.Faults;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Emits the results of windows when their time has come.</summary>
internal interface IWindowFiring<TKey, TAccumulator>
    where TKey : notnull
{
    /// <summary>The end of the window that fires next; <see cref="long.MaxValue"/> where nothing is gathered.</summary>
    long NextEnd { get; }

    /// <summary>How many bytes it holds beside the panes.</summary>
    long MeasureBytes();

    /// <summary>Whether it may have stopped in the middle of a window, of which a snapshot would not say how much has fired.</summary>
    bool IsHalfway { get; }

    /// <summary>Gives memory back: nothing is gathered any more.</summary>
    void Release();

    /// <summary>Fires the windows that end by a moment, the earliest first.</summary>
    /// <returns>Whether that is done; otherwise there was no room for more output, and the call is to be repeated.</returns>
    /// <exception cref="UserFunctionException">A result cannot be computed; names key and window.</exception>
    bool FireUpTo(long time);

    /// <summary>A record was added to a slice some window of which has fired, or is about to: emits the new results of those that still take records.</summary>
    /// <param name="pane">The slice.</param>
    /// <param name="key">The key of the record.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="watermark">How far event time was at the record.</param>
    /// <exception cref="UserFunctionException">A result cannot be computed; names key and window.</exception>
    void OnLateAdded(Pane<TKey, TAccumulator> pane, TKey key, ulong hash, long watermark);
}
