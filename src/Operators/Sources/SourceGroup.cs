using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The part that one source subtask has in its group: tells the others how far it is, and waits for the slowest of them.</summary>
internal sealed class SourceGroup<T>
{
    private const int TellEveryMs = 100;

    private readonly WatermarkAlignment _alignment;
    private readonly SplitSet<T> _splits;
    private readonly FetchOrder<T> _order;
    private readonly OperatorContext _context;
    private long? _told;
    private long _toldAt;
    private long _toldAwaited;

    public SourceGroup(WatermarkAlignment alignment, SplitSet<T> splits, FetchOrder<T> order, OperatorContext context)
    {
        (_alignment, _splits, _order, _context) = (alignment, splits, order, context);
        _order.Align(Watermarks.Min, Watermarks.Min);
    }

    /// <summary>The group, where what would be next waits for it.</summary>
    public WatermarkAlignment? WaitsFor => _order.IsAtLimit ? _alignment : null;

    /// <summary>Takes how far the slowest of the group is.</summary>
    public void Align(long slowest) => _order.Align(slowest, _alignment.LimitAt(slowest));

    /// <summary>Tells the others how far this one is: now and then, and before it waits, so that they never wait for what it has done.</summary>
    public void Tell(bool isWaiting)
    {
        var (lowest, awaited, now) = (_splits.Lowest, Awaited(), _context.Clock.ElapsedMs);
        if ((lowest, awaited) != (_told, _toldAwaited) && (isWaiting || _told is null || now - _toldAt >= TellEveryMs))
        {
            (_told, _toldAwaited, _toldAt) = (lowest, awaited, now);
            _context.TellTime(lowest, awaited);
        }
    }

    /// <summary>How far the slowest must be for this one to go on; without room that is where one of its own splits is the slowest.</summary>
    private long Awaited()
    {
        if (!_order.IsAtLimit)
        {
            return Watermarks.Min;
        }

        var slowest = _alignment.SlowestFor(_order.NextWatermark);
        return _order.HasRoom ? slowest : Math.Min(slowest, _splits.Lowest);
    }
}
