using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The splits of one source subtask and the watermark they have together.</summary>
/// <remarks>
/// The algebra is that of <see cref="WatermarkValve"/>, with splits in place of channels: the lowest watermark of those
/// that count, and the highest of all where every split that has not finished is idle.
/// </remarks>
internal sealed class SplitSet<T>(WatermarkStrategy<T> watermarks)
{
    private const int MaxMeasured = 100;

    private readonly Dictionary<string, SplitState<T>> _byId = [];

    /// <summary>The event time of the splits together; never goes back.</summary>
    public long Watermark { get; private set; } = Watermarks.Min;

    /// <summary>Whether no split counts.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Whether the order of the splits by event time means anything.</summary>
    public bool HaveEventTime { get; } = watermarks.HasEventTime;

    /// <summary>After how long without a record a split is idle; <see langword="null"/> for never.</summary>
    public TimeSpan? Idleness => watermarks.Idleness;

    public int Count => _byId.Count;

    public Dictionary<string, SplitState<T>>.ValueCollection All => _byId.Values;

    public IReadOnlyList<SourceSplit> Splits => [.. _byId.Values.Select(s => s.Split)];

    /// <summary>Whether every split has been read to its end.</summary>
    public bool AreFinished => _byId.Values.All(s => s.Split.IsFinished);

    /// <summary>The split of a fetch.</summary>
    /// <exception cref="InvalidOperationException">No such split was assigned.</exception>
    public SplitState<T> Find(SourceSplit split) => _byId.GetValueOrDefault(split.Id)
        ?? throw new InvalidOperationException($"The reader handed over a fetch of the split '{split.Id}', which was not assigned to it.");

    /// <summary>Adds a split with its event time. <see cref="Update"/> follows when all that come together are added.</summary>
    /// <exception cref="InvalidOperationException">The split is there already.</exception>
    public void Add(SourceSplit split, long watermark, long now)
    {
        var state = new SplitState<T>(split, watermarks.CreateGenerator()) { LastActive = now };
        if (!_byId.TryAdd(split.Id, state))
        {
            throw new InvalidOperationException($"The split '{split.Id}' was assigned twice.");
        }

        state.Generator.Restore(watermark);
    }

    /// <summary>Takes a finished split out.</summary>
    public void Remove(string id)
    {
        if (_byId.TryGetValue(id, out var state) && state.Split.IsFinished)
        {
            _byId.Remove(id);
        }
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

    /// <summary>The lowest watermark among the splits that count; the end of time where none does.</summary>
    public long Lowest
    {
        get
        {
            var lowest = Watermarks.Max;
            foreach (var state in _byId.Values)
            {
                lowest = state.CountsForWatermark ? Math.Min(lowest, state.Generator.Current) : lowest;
            }

            return lowest;
        }
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
        foreach (var state in _byId.Values.Where(s => s is { CountsForWatermark: true, Held.Count: 0, Split.HasBacklog: false }))
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

    /// <summary>Asks the generators of the splits by the clock.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="isDrained">Whether all was read that is here; otherwise none becomes idle by its word.</param>
    /// <returns>Whether one wants to be asked again.</returns>
    public bool OnPeriodic(DateTimeOffset now, bool isDrained)
    {
        var isPeriodic = false;
        foreach (var state in _byId.Values)
        {
            if (!state.Generator.IsPeriodic || state.Split.IsFinished)
            {
                continue;
            }

            isPeriodic = true;
            var before = state.Generator.Current;
            var wantsIdle = state.Generator.OnPeriodic(now);
            state.IsIdle = (wantsIdle && isDrained && state is { Held.Count: 0, Split.HasBacklog: false }) || (state.IsIdle && state.Generator.Current == before);
        }

        Update();
        return isPeriodic;
    }

    /// <summary>The splits that are being read, as far as they are not too many.</summary>
    public IReadOnlyList<SplitMeasurement> Measure() =>
    [
        .. All.Where(s => !s.Split.IsFinished).Take(MaxMeasured)
            .Select(s => new SplitMeasurement(s.Split.Id, s.Generator.Current, s.IsIdle, s.Split.Backlog)),
    ];

    /// <summary>How far the splits are, and which of them holds the others back.</summary>
    /// <param name="now">The source's idle clock.</param>
    /// <param name="isBounded">Whether the input ends.</param>
    /// <param name="isHeld">Whether nothing is read before a checkpoint is complete.</param>
    public SourceTime Explain(long now, bool isBounded, bool isHeld)
    {
        SplitState<T>? holder = null, furthest = null, latest = null;
        var (splits, idle) = (0, 0);
        foreach (var state in All)
        {
            latest = state.LastTimestamp is not null && (latest is null || state.LastActive > latest.LastActive) ? state : latest;
            if (state.Split.IsFinished)
            {
                continue;
            }

            splits++;
            idle += state.IsIdle ? 1 : 0;
            furthest = furthest is null || state.Generator.Current > furthest.Generator.Current ? state : furthest;
            holder = !state.IsIdle && (holder is null || state.Generator.Current < holder.Generator.Current) ? state : holder;
        }

        return new SourceTime(HaveEventTime, isBounded, Idleness, isHeld, splits, idle, holder?.TimeAt(now), furthest?.TimeAt(now), latest?.TimeAt(now))
        {
            ClockBoundMs = watermarks.ClockBound is { } bound ? (long)bound.TotalMilliseconds : Watermarks.Max,
        };
    }

    public IReadOnlyList<StoredSplit> Write(ISplitSerializer serializer) =>
    [
        .. _byId.Values.Select(s => s.Split.IsFinished
            ? s.Stored ??= StoredSplit.Of(s.Split, s.Generator.Current, serializer)
            : StoredSplit.Of(s.Split, s.Generator.Current, serializer)),
    ];
}
