namespace AkkaStreamProc.Bench.Shuffle;

/// <summary>
/// The sliding count as one would write it by hand for one thread: a hash table for each slide, and a window's counts as the
/// sum of its tables, which are added up anew for each window.
/// </summary>
internal sealed class HandWrittenSliding(long sizeMs, long slideMs)
{
    private readonly SortedDictionary<long, CountTable> _slices = [];
    private readonly Stack<CountTable> _spare = new();
    private readonly CountTable _total = new();
    private long _nextEnd = long.MinValue;

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
                if ((ulong)(time - start) >= (ulong)slideMs)
                {
                    start = time - (time % slideMs);
                    table = SliceOf(start);
                }

                table.Increment(click.User);
                if (time > latest)
                {
                    latest = time;
                    Fire(latest - ClickBlock.OutOfOrdernessMs - 1);
                }
            }
        }

        while (_slices.Count > 0)
        {
            Fire(_nextEnd - 1);
        }
    }

    private CountTable SliceOf(long start)
    {
        if (!_slices.TryGetValue(start, out var table))
        {
            table = _spare.TryPop(out var spare) ? spare : new CountTable();
            _slices.Add(start, table);
            _nextEnd = _nextEnd == long.MinValue ? start + slideMs : Math.Min(_nextEnd, start + slideMs);
        }

        return table;
    }

    private void Fire(long watermark)
    {
        while (_slices.Count > 0 && _nextEnd - 1 <= watermark)
        {
            foreach (var (start, slice) in _slices)
            {
                if (start >= _nextEnd)
                {
                    break;
                }

                foreach (var (key, count) in slice)
                {
                    _total.Add(key, count);
                }
            }

            foreach (var (_, count) in _total)
            {
                Results++;
                Counted += count;
            }

            _total.Clear();
            var oldest = _nextEnd - sizeMs;
            if (_slices.Remove(oldest, out var left))
            {
                left.Clear();
                _spare.Push(left);
            }

            _nextEnd += slideMs;
        }
    }
}
