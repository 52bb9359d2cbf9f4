using AkkaStreamProc.Operators.Time;
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
    private protected static long Milliseconds(TimeSpan length, string what) =>
        Duration.WholeMilliseconds(length) is > 0 and { } milliseconds
            ? milliseconds
            : throw new StreamProcessingException($"Windows with a {what} of {length} are not possible: it must be one or more whole milliseconds.");

    /// <inheritdoc cref="Modulo.Of"/>
    private protected static long Mod(long value, long modulus) => Modulo.Of(value, modulus);

    /// <summary>The clock, in words.</summary>
    private protected string Clock => Time == TimeDomain.EventTime ? "event time" : "processing time";
}
