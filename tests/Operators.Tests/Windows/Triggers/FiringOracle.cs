using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Operators.Tests.Windows.Triggers;

/// <summary>What windows with triggers must emit: everything is kept in lists, by window and shop.</summary>
internal sealed class FiringOracle(Func<long, IEnumerable<Window>> windowsOf, long lateness, FiringPlan plan)
{
    private readonly SortedDictionary<(long End, long Start, int Shop), Content> _windows = [];
    private long _watermark = Watermarks.Min;

    public List<(WindowResult<int, string> Value, long Timestamp)> Results { get; } = [];

    public List<(Sale Value, long Timestamp)> Late { get; } = [];

    public void Feed(IEnumerable<(Sale Value, long Timestamp)> records)
    {
        foreach (var (sale, timestamp) in records)
        {
            var open = windowsOf(timestamp).Where(w => !HasPassed(w.End - 1 + lateness)).ToList();
            if (open.Count == 0)
            {
                Late.Add((sale, timestamp));
            }

            foreach (var window in open)
            {
                var key = (window.End, window.Start, sale.Shop);
                if (!_windows.TryGetValue(key, out var content))
                {
                    _windows.Add(key, content = new Content());
                }

                content.Amounts.Add(sale.Amount);
                var every = plan.Count > 0 ? plan.Count : HasPassed(window.End - 1) ? plan.Late : plan.Early;
                if (every > 0 && ++content.SinceFiring >= every)
                {
                    Fire(key, content);
                }
            }
        }
    }

    public void Advance(long watermark)
    {
        // A window fires at its last millisecond, and goes the lateness behind it.
        var moments = _windows.Keys.SelectMany(key => new[] { (At: key.End - 1, Goes: false, Key: key), (At: key.End - 1 + lateness, Goes: true, Key: key) })
            .Where(moment => !HasPassed(moment.At) && moment.At <= watermark)
            .OrderBy(moment => moment.At).ThenBy(moment => moment.Key.End).ThenBy(moment => moment.Key.Start).ThenBy(moment => moment.Goes);
        foreach (var (_, goes, key) in moments.ToList())
        {
            if (plan.Count == 0 && (!goes || _windows[key].SinceFiring > 0))
            {
                Fire(key, _windows[key]);
            }

            if (goes)
            {
                _windows.Remove(key);
            }
        }

        _watermark = watermark;
    }

    private bool HasPassed(long time) => _watermark != Watermarks.Min && time <= _watermark;

    private void Fire((long End, long Start, int Shop) key, Content content)
    {
        content.SinceFiring = 0;
        if (content.Amounts.Count == 0)
        {
            return;
        }

        var kept = plan.Evicted == 0 ? content.Amounts : content.Amounts.TakeLast(plan.Evicted).ToList();
        var shown = plan.EvictsAfter ? content.Amounts : kept;
        Results.Add((new(key.Shop, new Window(key.Start, key.End), string.Join(",", shown)), key.End - 1));
        content.Amounts = plan.IsPurging ? [] : kept;
    }

    private sealed class Content
    {
        public List<long> Amounts { get; set; } = [];

        public int SinceFiring { get; set; }
    }
}
