using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The splits of one source subtask and the watermark they have together.</summary>
/// <remarks>
/// The algebra is that of <see cref="WatermarkValve"/>, with splits in place of channels: the lowest watermark of those
/// that count, and the highest of all where every split that has not finished is idle.
/// </remarks>
internal sealed class SplitSet<T>(WatermarkStrategy<T> watermarks)
{
    private readonly Dictionary<string, SplitState<T>> _byId = [];

    /// <summary>The event time of the splits together; never goes back.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>Whether no split counts.</summary>
    public bool IsIdle { get; private set; } = true;

    public IReadOnlyList<SourceSplit> Splits => [.. _byId.Values.Select(s => s.Split)];

    public SplitState<T> GetOrAdd(SourceSplit split, long now)
    {
        if (!_byId.TryGetValue(split.Id, out var state))
        {
            state = Add(split, now);
            Update();
        }

        return state;
    }

    /// <summary>The lowest watermark among the other splits that count.</summary>
    public long LowestBut(SplitState<T> state)
    {
        var lowest = Watermarks.Max;
        foreach (var other in _byId.Values)
        {
            if (other != state && other.CountsForWatermark)
            {
                lowest = Math.Min(lowest, other.Generator.Current);
            }
        }

        return lowest;
    }

    /// <summary>The highest watermark among the other splits, whether they count or not.</summary>
    public long HighestBut(SplitState<T> state)
    {
        var highest = Watermarks.Min;
        foreach (var other in _byId.Values)
        {
            highest = other == state ? highest : Math.Max(highest, other.Generator.Current);
        }

        return highest;
    }

    /// <summary>Raises <see cref="Watermark"/>; for the loop that knows the result already.</summary>
    public void Raise(long watermark) => Watermark = Math.Max(Watermark, watermark);

    /// <summary>Takes into account that a split has become idle, active, finished or known.</summary>
    public void Update()
    {
        var lowest = Watermarks.Max;
        var highest = Watermarks.Min;
        var anyIdle = false;
        IsIdle = true;
        foreach (var state in _byId.Values)
        {
            highest = Math.Max(highest, state.Generator.Current);
            anyIdle |= state is { IsIdle: true, Split.IsFinished: false };
            if (state.CountsForWatermark)
            {
                IsIdle = false;
                lowest = Math.Min(lowest, state.Generator.Current);
            }
        }

        if (!IsIdle || anyIdle)
        {
            Raise(IsIdle ? highest : lowest);
        }
    }

    /// <summary>Marks the splits that have had nothing for too long.</summary>
    /// <returns>When to look again on the same clock, or <see cref="long.MaxValue"/>.</returns>
    public long MarkIdle(long now)
    {
        if (watermarks.Idleness is not { } idleness)
        {
            return long.MaxValue;
        }

        var next = long.MaxValue;
        var changed = false;
        foreach (var state in _byId.Values.Where(s => s.CountsForWatermark && s.Split.Position >= s.Split.KnownEnd))
        {
            var due = state.LastActive + (long)idleness.TotalMilliseconds;
            if (due <= now)
            {
                state.IsIdle = true;
                changed = true;
            }
            else
            {
                next = Math.Min(next, due);
            }
        }

        if (changed)
        {
            Update();
        }

        return next;
    }

    public ReadOnlyMemory<byte> Write()
    {
        var writer = new SnapshotWriter();
        writer.WriteCount(_byId.Count);
        foreach (var state in _byId.Values)
        {
            state.Write(writer);
        }

        return writer.Written;
    }

    public void Restore(IEnumerable<ReadOnlyMemory<byte>> items, Func<SourceSplit, bool> isOwned, long now)
    {
        foreach (var reader in items.Select(bytes => new SnapshotReader(bytes)))
        {
            for (var count = reader.ReadCount(); count > 0; count--)
            {
                var (split, watermark) = SplitState<T>.Read(reader);
                if (isOwned(split))
                {
                    Add(split, now).Generator.Restore(watermark);
                }
            }
        }

        // Only now: the watermark never goes back, so it must not be raised while some split is still missing.
        Update();
    }

    private SplitState<T> Add(SourceSplit split, long now)
    {
        var state = new SplitState<T>(split, watermarks.CreateGenerator()) { LastActive = now };
        _byId.Add(split.Id, state);
        return state;
    }
}
