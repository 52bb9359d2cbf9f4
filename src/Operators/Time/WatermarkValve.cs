namespace AkkaStreamProc.Operators.Time;

/// <summary>The watermark of a subtask: the minimum over its active input channels, never going back.</summary>
/// <remarks>
/// An idle channel does not hold the others up; a channel that becomes active again counts with its last watermark and
/// cannot pull the result back. When all channels are idle, the result stands still and the valve is idle itself.
/// A finished channel stands at <see cref="Watermarks.Max"/> and holds nothing up either, but where the others are only
/// idle it does not end the time for them. (Flink's status watermark valve, but for that.)
/// </remarks>
internal sealed class WatermarkValve
{
    private readonly long[] _watermarks;
    private readonly bool[] _idle;

    public WatermarkValve(int channels)
    {
        _watermarks = new long[channels];
        _idle = new bool[channels];
        Array.Fill(_watermarks, Watermarks.Min);
    }

    /// <summary>The watermark of the subtask.</summary>
    public long Current { get; private set; } = Watermarks.Min;

    /// <summary>Whether every channel that has not finished is idle, so that nothing can be promised nor held up.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>A channel has a new watermark and is active.</summary>
    /// <returns>Whether <see cref="Current"/> or <see cref="IsIdle"/> changed.</returns>
    public bool Advance(int channel, long watermark)
    {
        _watermarks[channel] = Math.Max(_watermarks[channel], watermark);
        _idle[channel] = false;
        return Update();
    }

    /// <summary>A channel has become idle or active again.</summary>
    /// <inheritdoc cref="Advance" path="/returns"/>
    public bool SetIdle(int channel, bool isIdle)
    {
        _idle[channel] = isIdle;
        return Update();
    }

    private bool Update()
    {
        var minimum = Watermarks.Max;
        var active = 0;
        var idle = 0;
        for (var channel = 0; channel < _watermarks.Length; channel++)
        {
            if (_watermarks[channel] == Watermarks.Max)
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
                minimum = Math.Min(minimum, _watermarks[channel]);
            }
        }

        var wasIdle = IsIdle;
        IsIdle = active == 0 && idle > 0;
        if (IsIdle || minimum <= Current)
        {
            return wasIdle != IsIdle;
        }

        Current = minimum;
        return true;
    }
}
