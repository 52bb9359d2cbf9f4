using AkkaStreamProc.Operators.Windows;
using CsCheck;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>Any aligned windows, by the definition of their bounds: every start, and the lengths of the windows that begin there.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Step">From one bound to the next: the size of tumbling windows, the slide, or the step.</param>
/// <param name="Length">The length of the longest window.</param>
/// <param name="Offset">How far all are shifted.</param>
internal sealed record WindowShape(WindowShape.Kinds Kind, long Step, long Length, long Offset)
{
    public enum Kinds
    {
        Tumbling,
        Sliding,
        Cumulating,
    }

    public static Gen<WindowShape> AnyTumbling { get; } =
        Gen.Select(Gen.Int[1, 25], Gen.Int[-30, 30], (size, offset) => new WindowShape(Kinds.Tumbling, size, size, offset));

    /// <summary>Among them slides that do not divide the size, and windows that do not overlap.</summary>
    public static Gen<WindowShape> AnyShared { get; } = Gen.OneOf(
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 30], Gen.Int[-30, 30], (slide, more, offset) => new WindowShape(Kinds.Sliding, slide, slide + more, offset)),
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 5], Gen.Int[-30, 30], (step, steps, offset) => new WindowShape(Kinds.Cumulating, step, step * steps, offset)));

    public AlignedWindows Windows => Kind switch
    {
        Kinds.Tumbling => TumblingWindows.OfEventTime(Ms(Length), Ms(Offset)),
        Kinds.Sliding => SlidingWindows.OfEventTime(Ms(Length), Ms(Step), Ms(Offset)),
        _ => CumulatingWindows.OfEventTime(Ms(Step), Ms(Length), Ms(Offset)),
    };

    /// <summary>The windows that contain a moment, by their ends.</summary>
    public IEnumerable<Window> WindowsOf(long timestamp) => Around(timestamp).Where(w => w.Start <= timestamp && timestamp < w.End).OrderBy(w => w.End);

    /// <summary>The last bound of any window up to a moment.</summary>
    public long SliceOf(long timestamp) => Around(timestamp).SelectMany(w => new[] { w.Start, w.End }).Where(bound => bound <= timestamp).Max();

    private static TimeSpan Ms(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private IEnumerable<Window> Around(long timestamp)
    {
        var interval = Kind == Kinds.Sliding ? Step : Length;
        var first = (long)Math.Floor((timestamp - Offset - 2.0 * Length) / interval);
        for (var start = first * interval + Offset; start <= timestamp + Length; start += interval)
        {
            for (var length = Kind == Kinds.Cumulating ? Step : Length; length <= Length; length += Step)
            {
                yield return new Window(start, start + length);
            }
        }
    }
}
