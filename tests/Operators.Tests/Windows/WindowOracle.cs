using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>What windows of event time must emit, computed record by record from everything kept in lists.</summary>
/// <param name="shape">The windows.</param>
/// <param name="lateness">How much longer than to their end they take records.</param>
/// <param name="aggregate">From the amounts of a window to its result.</param>
internal sealed class WindowOracle<TResult>(WindowShape shape, long lateness, Func<IReadOnlyList<long>, TResult> aggregate)
{
    // The amounts of a window in the order of their slices, those of a slice as they came.
    private readonly SortedDictionary<(long End, long Start, int Shop), List<(long Slice, long Amount)>> _amounts = [];
    private long _watermark = Watermarks.Min;

    public List<(WindowResult<int, TResult> Value, long Timestamp)> Results { get; } = [];

    public List<(Sale Value, long Timestamp)> Late { get; } = [];

    /// <summary>How many of the results have been compared already.</summary>
    public int Compared { get; set; }

    public int ComparedLate { get; set; }

    public void Feed(IEnumerable<(Sale Value, long Timestamp)> records)
    {
        foreach (var (sale, timestamp) in records)
        {
            var open = shape.WindowsOf(timestamp).Where(w => !HasPassed(w.End - 1 + lateness)).ToList();
            if (open.Count == 0)
            {
                Late.Add((sale, timestamp));
            }

            // One record emits the windows that it changes in the order of their ends.
            foreach (var window in open)
            {
                if (!_amounts.TryGetValue((window.End, window.Start, sale.Shop), out var amounts))
                {
                    _amounts.Add((window.End, window.Start, sale.Shop), amounts = []);
                }

                var slice = shape.SliceOf(timestamp);
                amounts.Insert(amounts.FindLastIndex(a => a.Slice <= slice) + 1, (slice, sale.Amount));
                if (HasPassed(window.End - 1))
                {
                    Emit(window, sale.Shop, amounts);
                }
            }
        }
    }

    public void Advance(long watermark)
    {
        foreach (var ((end, start, shop), amounts) in _amounts)
        {
            if (!HasPassed(end - 1) && end - 1 <= watermark)
            {
                Emit(new Window(start, end), shop, amounts);
            }
        }

        _watermark = watermark;
    }

    private bool HasPassed(long time) => _watermark != Watermarks.Min && time <= _watermark;

    private void Emit(Window window, int shop, List<(long Slice, long Amount)> amounts) =>
        Results.Add((new(shop, window, aggregate([.. amounts.Select(a => a.Amount)])), window.End - 1));
}
