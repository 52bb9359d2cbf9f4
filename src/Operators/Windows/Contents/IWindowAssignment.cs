namespace AkkaStreamProc.Operators.Windows.Contents;

/// <summary>The windows of a record, each by itself.</summary>
internal interface IWindowAssignment<in T>
{
    /// <summary>Which clock they follow; <see langword="null"/> where they never end.</summary>
    TimeDomain? Time { get; }

    /// <summary>Whether those that overlap are merged.</summary>
    bool IsMerging { get; }

    /// <summary>Adds the windows of a record to a list.</summary>
    /// <param name="record">The record.</param>
    /// <param name="moment">Its moment by the clock that the windows follow.</param>
    /// <param name="windows">The list.</param>
    void Assign(T record, long moment, List<Window> windows);
}

/// <summary>Windows that are the same for every key.</summary>
internal sealed class AlignedAssignment<T>(AlignedWindows windows) : IWindowAssignment<T>
{
    public TimeDomain? Time => windows.Time;

    public bool IsMerging => false;

    public void Assign(T record, long moment, List<Window> into)
    {
        var last = windows.LastWith(windows.SliceOf(moment).Start);
        var window = windows.FirstEndingAfter(moment);
        for (; window != last; window = windows.FirstEndingAfter(window.End))
        {
            into.Add(window);
        }

        into.Add(last);
    }
}

/// <summary>A window for each record, which is merged with those it overlaps.</summary>
internal sealed class SessionAssignment<T>(TimeDomain time, Func<T, long> gapOf) : IWindowAssignment<T>
{
    public TimeDomain? Time => time;

    public bool IsMerging => true;

    public void Assign(T record, long moment, List<Window> into) => into.Add(new Window(moment, moment + gapOf(record)));
}

/// <summary>One window for all records of a key.</summary>
internal sealed class GlobalAssignment<T> : IWindowAssignment<T>
{
    public TimeDomain? Time => null;

    public bool IsMerging => false;

    public void Assign(T record, long moment, List<Window> into) => into.Add(Window.Global);
}
