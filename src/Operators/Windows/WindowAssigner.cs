using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc;

/// <summary>Which windows a record belongs to.</summary>
/// <seealso cref="TumblingWindows"/>
/// <seealso cref="SlidingWindows"/>
/// <seealso cref="CumulatingWindows"/>
public abstract record WindowAssigner
{
    private protected WindowAssigner(TimeDomain time) => Time = time;

    /// <summary>Which clock the windows follow.</summary>
    public TimeDomain Time { get; }

    /// <summary>A length in milliseconds.</summary>
    /// <exception cref="StreamProcessingException">It is not one or more whole milliseconds.</exception>
    private protected static long Milliseconds(TimeSpan length, string what)
    {
        if (length < TimeSpan.FromMilliseconds(1) || length.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            throw new StreamProcessingException($"Windows with a {what} of {length} are not possible: it must be one or more whole milliseconds.");
        }

        return length.Ticks / TimeSpan.TicksPerMillisecond;
    }

    /// <summary>The remainder of a division that rounds down, from 0 to <paramref name="modulus"/> − 1.</summary>
    private protected static long Mod(long value, long modulus)
    {
        var remainder = value % modulus;
        return remainder < 0 ? remainder + modulus : remainder;
    }

    /// <summary>The clock, in words.</summary>
    private protected string Clock => Time == TimeDomain.EventTime ? "event time" : "processing time";
}
