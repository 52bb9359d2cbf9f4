namespace AkkaStreamProc.Operators.Time;

/// <summary>The watermark of a subtask, which follows from what its input channels say and not from the order they say it in.</summary>
/// <remarks>
/// <para>
/// While a channel is active, the watermark is the lowest among the active ones: an idle channel does not hold the others
/// up. When every channel that has not finished is idle, the watermark is the highest that any channel has had: whichever
/// of them became idle last, it would have stood alone and taken the watermark there. It never goes back.
/// </para>
/// <para>
/// A channel that becomes active again counts at once with its last watermark: it cannot pull the result back, but holds
/// it until it has caught up, so that its records are not made late by the others meanwhile. (In Flink's status watermark
/// valve it counts only when it has caught up.) A finished channel holds nothing up; where the others are only idle, its
/// end is not the end of time for them, and it counts with what it had said before.
/// </para>
/// </remarks>
internal sealed class WatermarkValve
{
    // The last watermark of each channel but for the end.
    private readonly long[] _watermarks;
    private readonly bool[] _idle;
    private readonly bool[] _finished;

    // The channels of which nothing counts; null where all do. They are as good as finished from the beginning.
    private readonly bool[]? _apart;

    /// <param name="channels">How many there are.</param>
    /// <param name="apart">Those that have nothing to do with the event time of the subtask, because they fill a table; none unless given.</param>
    public WatermarkValve(int channels, IReadOnlyCollection<int>? apart = null)
    {
        _watermarks = new long[channels];
        _idle = new bool[channels];
        _finished = new bool[channels];
        Array.Fill(_watermarks, Watermarks.Min);
        if (apart is { Count: > 0 })
        {
            _apart = new bool[channels];
            foreach (var channel in apart)
            {
                _apart[channel] = _finished[channel] = true;
            }
        }
    }

    /// <summary>The watermark of the subtask.</summary>
    public long Current { get; private set; } = Watermarks.Min;

    /// <summary>Whether every channel that has not finished is idle, so that nothing can be promised nor held up.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>What a channel has said last; <see cref="Watermarks.Max"/> where it has finished.</summary>
    public long WatermarkOf(int channel) => _finished[channel] ? Watermarks.Max : _watermarks[channel];

    /// <summary>Whether a channel counts for nobody's event time.</summary>
    public bool IsIdleAt(int channel) => _idle[channel] && !_finished[channel];

    /// <summary>A channel has a new watermark and is active; with <see cref="Watermarks.Max"/> it has finished.</summary>
    /// <returns>Whether <see cref="Current"/> or <see cref="IsIdle"/> changed.</returns>
    public bool Advance(int channel, long watermark)
    {
        if (_apart is not null && _apart[channel])
        {
            return false;
        }

        if (watermark == Watermarks.Max)
        {
            _finished[channel] = true;
        }
        else
        {
            _watermarks[channel] = Math.Max(_watermarks[channel], watermark);
        }

        _idle[channel] = false;
        return Update();
    }

    /// <summary>A channel has become idle or active again.</summary>
    /// <inheritdoc cref="Advance" path="/returns"/>
    public bool SetIdle(int channel, bool isIdle)
    {
        if (_apart is not null && _apart[channel])
        {
            return false;
        }

        _idle[channel] = isIdle;
        return Update();
    }

    /// <summary>
    /// Combines what a batch says of its channel with the other channels, which say nothing while it is processed.
    /// </summary>
    /// <param name="channel">The channel the batch came through.</param>
    /// <param name="watermarks">In: the watermark of the channel before each record. Out: that of the subtask.</param>
    public void Combine(int channel, Span<long> watermarks)
    {
        if (_idle[channel] || (_apart is not null && _apart[channel]))
        {
            // What an idle channel still sends holds nothing up, and promises nothing for the others.
            watermarks.Fill(Current);
            return;
        }

        var last = watermarks.Length > 0 ? watermarks[^1] : Watermarks.Min;
        var others = Watermarks.Max;
        for (var other = 0; other < _watermarks.Length; other++)
        {
            if (other != channel && !_idle[other] && !_finished[other])
            {
                others = Math.Min(others, _watermarks[other]);
            }
        }

        WatermarkColumn.Combine(watermarks, others, Current);
        // Counts from the next change on: a message for every batch would be one too many.
        _watermarks[channel] = Math.Max(_watermarks[channel], last);
    }

    private bool Update()
    {
        var (before, wasIdle) = (Current, IsIdle);
        var lowestActive = Watermarks.Max;
        var highest = Watermarks.Min;
        var active = 0;
        var idle = 0;
        for (var channel = 0; channel < _watermarks.Length; channel++)
        {
            highest = Math.Max(highest, _watermarks[channel]);
            if (_finished[channel])
            {
                continue;
            }

            if (_idle[channel])
            {
                idle++;
            }
            else
            {
                active++;
                lowestActive = Math.Min(lowestActive, _watermarks[channel]);
            }
        }

        IsIdle = active == 0 && idle > 0;
        Current = Math.Max(Current, IsIdle ? highest : lowestActive);
        return (before, wasIdle) != (Current, IsIdle);
    }
}
