namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>
/// The count as one would write it by hand for one thread: a hash table for each open window, a watermark, and the
/// results of a window when the watermark passes its end.
/// </summary>
internal sealed class HandWrittenCount
{
    private readonly Dictionary<long, CountTable> _windows = [];
    private readonly Stack<CountTable> _spare = new();
    private long _fireAt = long.MinValue;

    /// <summary>How many results were emitted.</summary>
    public long Results { get; private set; }

    /// <summary>The sum of all counts that were emitted.</summary>
    public long Counted { get; private set; }

    public void Run(ClickBlock block, int rounds)
    {
        var latest = long.MinValue;
        var start = long.MinValue;
        CountTable table = null!;
        for (var round = 0; round < rounds; round++)
        {
            var shift = block.ShiftOf(round);
            foreach (var click in block.Clicks)
            {
                var time = click.Time + shift;
                if ((ulong)(time - start) >= ClickBlock.WindowMs)
                {
                    start = time - (time % ClickBlock.WindowMs);
                    table = WindowOf(start);
                }

                table.Increment(click.User);
                if (time > latest)
                {
                    latest = time;
                    if (latest - ClickBlock.OutOfOrdernessMs - 1 >= _fireAt)
                    {
                        Fire(latest - ClickBlock.OutOfOrdernessMs - 1);
                    }
                }
            }
        }

        Fire(long.MaxValue);
    }

    private CountTable WindowOf(long start)
    {
        if (!_windows.TryGetValue(start, out var table))
        {
            table = _spare.TryPop(out var spare) ? spare : new CountTable();
            _windows.Add(start, table);
            _fireAt = _windows.Keys.Min() + ClickBlock.WindowMs - 1;
        }

        return table;
    }

    private void Fire(long watermark)
    {
        foreach (var (start, table) in _windows.Where(w => w.Key + ClickBlock.WindowMs - 1 <= watermark).ToList())
        {
            foreach (var (_, count) in table)
            {
                Results++;
                Counted += count;
            }

            _windows.Remove(start);
            table.Clear();
            _spare.Push(table);
        }

        _fireAt = _windows.Count == 0 ? long.MaxValue : _windows.Keys.Min() + ClickBlock.WindowMs - 1;
    }
}
