using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Windows;

/// <summary>Fires windows when time passes their last millisecond, and knows up to where that is done.</summary>
/// <remarks>
/// <para>Windows fire in the order of their ends, so one moment says which have: those that end by it. (Flink's event-time trigger.)</para>
/// <para>
/// Key groups differ only while a firing is under way, and where they were gathered from subtasks of which some had come
/// further than others.
/// </para>
/// </remarks>
/// <param name="groups">How many key groups the subtask has.</param>
internal sealed class TimeTrigger(int groups)
{
    private long _all = Watermarks.Min;
    private long[]? _apart;

    /// <summary>Whether some key groups are further than others.</summary>
    public bool IsApart => _apart is not null;

    /// <summary>All windows that end by this moment have fired for all keys.</summary>
    public long All => _all;

    /// <summary>All windows that end by this moment have fired for the keys of a group.</summary>
    /// <param name="group">The number of the key group within the subtask.</param>
    public long MomentOf(int group) => _apart is null ? _all : Math.Max(_all, _apart[group]);

    /// <summary>Whether a window has fired for all keys.</summary>
    /// <param name="last">The last millisecond of the window.</param>
    public bool HasFired(long last) => last <= _all;

    /// <summary>Whether a window has fired for the keys of a group.</summary>
    /// <param name="last">The last millisecond of the window.</param>
    /// <param name="group">The number of the key group within the subtask.</param>
    public bool HasFired(long last, int group) => last <= _all || (_apart is not null && last <= _apart[group]);

    /// <summary>All windows that end by a moment have fired for all keys, or had none.</summary>
    public void Fired(long last)
    {
        _all = Math.Max(_all, last);
        if (_apart is not null && !Array.Exists(_apart, a => a > _all))
        {
            _apart = null;
        }
    }

    /// <summary>All windows that end by a moment have fired for the keys of a group, or had none.</summary>
    public void Fired(long last, int group)
    {
        _apart ??= NewApart();
        _apart[group] = Math.Max(_apart[group], last);
    }

    /// <summary>Takes up what others have left.</summary>
    /// <param name="last">All windows that end by this moment have fired.</param>
    /// <param name="moments">But for some groups, by number within the subtask, only those that end by these.</param>
    public void Restore(long last, IReadOnlyDictionary<int, long> moments)
    {
        (_all, _apart) = (last, null);
        if (!moments.Values.Any(moment => moment < last))
        {
            return;
        }

        _all = moments.Values.Min();
        _apart = NewApart();
        for (var group = 0; group < groups; group++)
        {
            _apart[group] = moments.TryGetValue(group, out var moment) ? Math.Min(moment, last) : last;
        }
    }

    /// <summary>As it stands, for another thread to ask.</summary>
    public TimeTrigger Copy() => new(groups) { _all = _all, _apart = (long[]?)_apart?.Clone() };

    private long[] NewApart()
    {
        var apart = new long[groups];
        Array.Fill(apart, _all);
        return apart;
    }
}
