using AkkaStreamProc.Operators.Joins;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>What an interval join must have emitted: computed anew from all that has come, each time.</summary>
internal sealed class IntervalOracle(JoinKind kind, long lower, long upper) : IJoinOracle
{
    private readonly List<(Item Item, long Time)> _first = [];
    private readonly List<(Item Item, long Time)> _second = [];
    private readonly HashSet<string> _told = [];
    private readonly List<string> _late = [];
    private long _watermark = Watermarks.Min;

    public int LateCount { get; private set; }

    public void Take(bool isFirst, Item item, long timestamp)
    {
        if (HasPassed(timestamp))
        {
            LateCount++;
            _late.Add($"{(isFirst ? "first" : "second")} {item}");
            return;
        }

        (isFirst ? _first : _second).Add((item, timestamp));
    }

    public void Advance(long watermark) => _watermark = watermark;

    // The number of an item is in every result, so each is there once.
    public List<string> TakeResults() => [.. Results().Where(_told.Add)];

    public List<string> TakeLate()
    {
        List<string> late = [.. _late];
        _late.Clear();
        return late;
    }

    private IEnumerable<string> Results()
    {
        var pairs =
            (from f in _first
             from s in _second
             where f.Item.Key == s.Item.Key && s.Time >= f.Time + lower && s.Time <= f.Time + upper
             select (f, s)).ToList();
        var singleFirst = _first.Where(f => HasPassed(f.Time + upper) && !pairs.Exists(p => p.f == f)).Select(f => $"{f.Item}+@{Math.Max(f.Time, f.Time + upper)}");
        var singleSecond = _second.Where(s => HasPassed(s.Time - lower) && !pairs.Exists(p => p.s == s)).Select(s => $"+{s.Item}@{Math.Max(s.Time, s.Time - lower)}");
        return kind switch
        {
            // At the moment the first pair was there; the time is that of the pair which came first.
            JoinKind.Semi => pairs.GroupBy(p => p.f).Select(g => g.MinBy(p => Math.Max(p.f.Item.Number, p.s.Item.Number)))
                .Select(p => $"{p.f.Item}@{(p.s.Item.Number > p.f.Item.Number ? Math.Max(p.f.Time, p.s.Time) : Earliest(p.f))}"),
            JoinKind.Anti => singleFirst.Select(single => single.Replace("+", "", StringComparison.Ordinal)),
            _ =>
            [
                .. pairs.Select(p => $"{p.f.Item}+{p.s.Item}@{Math.Max(p.f.Time, p.s.Time)}"),
                .. kind is JoinKind.Left or JoinKind.Full ? singleFirst : [],
                .. kind is JoinKind.Right or JoinKind.Full ? singleSecond : [],
            ],
        };

        long Earliest((Item Item, long Time) f) => Math.Max(f.Time, pairs.Where(p => p.f == f && p.s.Item.Number < f.Item.Number).Min(p => p.s.Time));
    }

    private bool HasPassed(long time) => _watermark != Watermarks.Min && time <= _watermark;
}
