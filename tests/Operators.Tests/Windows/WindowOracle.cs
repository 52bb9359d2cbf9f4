using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows;

/// <summary>What tumbling windows of event time must emit, computed record by record from everything kept in lists.</summary>
internal sealed class WindowOracle<TResult>(long size, long offset, long lateness, Func<IReadOnlyList<long>, TResult> aggregate)
{
    private readonly SortedDictionary<(long Start, int Shop), List<long>> _amounts = [];
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
            var start = (long)Math.Floor((timestamp - offset) / (double)size) * size + offset;
            if (HasPassed(start + size - 1 + lateness))
            {
                Late.Add((sale, timestamp));
                continue;
            }

            if (!_amounts.TryGetValue((start, sale.Shop), out var amounts))
            {
                _amounts.Add((start, sale.Shop), amounts = []);
            }

            amounts.Add(sale.Amount);
            if (HasPassed(start + size - 1))
            {
                Emit(start, sale.Shop, amounts);
            }
        }
    }

    public void Advance(long watermark)
    {
        foreach (var ((start, shop), amounts) in _amounts)
        {
            if (!HasPassed(start + size - 1) && start + size - 1 <= watermark)
            {
                Emit(start, shop, amounts);
            }
        }

        _watermark = watermark;
    }

    private bool HasPassed(long time) => _watermark != Watermarks.Min && time <= _watermark;

    private void Emit(long start, int shop, List<long> amounts) =>
        Results.Add((new(shop, new Window(start, start + size), aggregate(amounts)), start + size - 1));
}
