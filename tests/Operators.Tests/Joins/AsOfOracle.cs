using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Tests.Joins;

/// <summary>What a join as of a time must emit: every version is kept, and looked at when a record is due.</summary>
internal sealed class AsOfOracle(bool isOuter, long? keep, Func<Item, bool>? isRemoval) : IJoinOracle
{
    private readonly List<(Item Item, long Time)> _waiting = [];
    private readonly List<(Item Item, long Time)> _versions = [];
    private readonly List<string> _results = [];
    private readonly List<string> _late = [];
    private long _watermark = Watermarks.Min;

    public int LateCount { get; private set; }

    public void Take(bool isFirst, Item item, long timestamp)
    {
        var isLate = HasPassed(timestamp);
        if (isFirst && !isLate)
        {
            _waiting.Add((item, timestamp));
        }
        else if (!isFirst && !(isLate && IsReplaced(item, timestamp)) && !(keep is { } span && HasPassed(timestamp + span)))
        {
            _versions.Add((item, timestamp));
        }
        else
        {
            LateCount++;
            _late.Add($"{(isFirst ? "first" : "second")} {item}");
        }
    }

    public void Advance(long watermark)
    {
        _watermark = watermark;
        foreach (var (item, time) in _waiting.Where(w => HasPassed(w.Time)).ToList())
        {
            _waiting.Remove((item, time));
            var version = At(item.Key, time, time);
            if (version is not null || isOuter)
            {
                _results.Add($"{item}+{version}@{time}");
            }
        }
    }

    public List<string> TakeResults() => Take(_results);

    public List<string> TakeLate() => Take(_late);

    private static List<string> Take(List<string> list)
    {
        List<string> taken = [.. list];
        list.Clear();
        return taken;
    }

    private Item? At(int key, long time, long asked)
    {
        // Of one time the last that came.
        var version = _versions.Where(v => v.Item.Key == key && v.Time <= time).OrderBy(v => v.Time).ThenBy(v => v.Item.Number).LastOrDefault();
        return version.Item is not { } item || (isRemoval?.Invoke(item) ?? false) || (keep is { } span && version.Time + span < asked) ? null : item;
    }

    /// <summary>Where removals are forgotten, nothing that holds now may be known of a key that had something.</summary>
    private bool IsReplaced(Item item, long timestamp)
    {
        var holding = _versions.Where(v => v.Item.Key == item.Key && HasPassed(v.Time)).OrderBy(v => v.Time).ThenBy(v => v.Item.Number).LastOrDefault();
        var isHolding = holding.Item is not null && !(isRemoval?.Invoke(holding.Item) ?? false) && !(keep is { } span && HasPassed(holding.Time + span));
        return isHolding ? holding.Time > timestamp : isRemoval is not null;
    }

    private bool HasPassed(long time) => _watermark != Watermarks.Min && time <= _watermark;
}
