using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>Holds what was read and not emitted, and chooses what comes next: what the split brings that is furthest behind in event time.</summary>
/// <remarks>
/// <para>
/// Splits of uneven size would drift apart if they were read as they come, and every window between the slowest and the
/// fastest would be open. So of each split a few fetches are held, one that has them is paused, and the next is always of the
/// split with the lowest watermark. One that is known to have more (<see cref="SourceSplit.HasBacklog"/>) and is behind that by
/// more than <see cref="DriftMs"/> is waited for.
/// </para>
/// <para>
/// Waiting has an end: after <see cref="PatienceMs"/> in which the split has not caught up (its broker is away, or its event time
/// stands or only goes with the clock) the others go on, until it does. And what is held has a bound: where it is reached, the next
/// is the one furthest behind of those that are here.
/// </para>
/// <para>
/// Of sources that wait for each other (<see cref="Align"/>), that one waits where it is ahead of the group. Not where the group
/// waits for a split of this very subtask that nothing is held of, and the bound is reached: what would move it on is then read
/// only when there is room again. With readers that pause it is not reached before all others are paused.
/// </para>
/// </remarks>
internal sealed class FetchOrder<T>(SplitSet<T> splits)
{
    /// <summary>How long the others wait for a split.</summary>
    public const long PatienceMs = 1000;

    /// <summary>How far apart in event time two splits must be for one to wait for the other: at the head of a log they always are by a little.</summary>
    public const long DriftMs = 1000;

    /// <summary>How many fetches are held at the most where no other source is waited for.</summary>
    private const int MaxHeldAlone = 64;

    /// <summary>The splits of which something is held.</summary>
    private readonly List<SplitState<T>> _holding = [];
    private int _held;
    private long _arrived;

    private long _slowest = Watermarks.Max;
    private long _limit = Watermarks.Max;

    /// <summary>Whether what would be next waits for other sources.</summary>
    public bool IsAtLimit { get; private set; }

    /// <summary>The watermark of the split that would be next, while it waits so.</summary>
    public long NextWatermark { get; private set; }

    /// <summary>When to look again although nothing arrives, on the clock of <see cref="TryTake"/>; <see cref="long.MaxValue"/> where that is not needed.</summary>
    public long NextLook { get; private set; } = long.MaxValue;

    /// <summary>How many bytes of records are held, about.</summary>
    public long Bytes => _holding.Sum(split => split.Held.Sum(held => held.Fetch.Batch is { } batch ? BatchWeight<T>.Of(batch) : 0));

    /// <summary>How many fetches of a split are held before it is paused.</summary>
    private static int PausedAt => MemoryShortage.IsThere ? 1 : 2;

    /// <summary>How many fetches are held at the most: of splits that wait for others, each those it is paused at, and what was on its way then.</summary>
    private int MaxHeld => _limit == Watermarks.Max ? MaxHeldAlone : MaxHeldAlone + ((PausedAt + 1) * splits.Count);

    /// <summary>Whether more should be read before the next is chosen.</summary>
    public bool HasRoom => splits is { HaveEventTime: true, Count: > 1 } ? _held < MaxHeld : _held == 0;

    /// <summary>Lets splits wait for other sources (<see cref="WatermarkStrategy{T}.WithAlignment"/>).</summary>
    /// <param name="slowest">The lowest watermark of the group, as far as it is known here.</param>
    /// <param name="limit">The highest watermark at which a split is read on.</param>
    public void Align(long slowest, long limit) => (_slowest, _limit) = (slowest, limit);

    /// <summary>Takes a fetch, the newest of its split.</summary>
    public void Add(in SourceFetch<T> fetch, SplitState<T> split, ISourceReader<T> reader)
    {
        if (split.Held.Count == 0)
        {
            _holding.Add(split);
        }

        split.Held.Enqueue((_arrived++, fetch));
        _held++;
        if (splits.HaveEventTime && !split.IsPaused && split.Held.Count >= PausedAt && splits.Count > 1)
        {
            split.IsPaused = true;
            reader.SetPaused(fetch.Split.Id, true);
        }
    }

    /// <summary>Chooses the next fetch.</summary>
    /// <param name="now">Milliseconds on a clock that only goes forward.</param>
    /// <param name="reader">Is told which split may be read on.</param>
    /// <param name="fetch">The fetch, owned by the caller.</param>
    /// <returns>Whether there is one now.</returns>
    public bool TryTake(long now, ISourceReader<T> reader, out SourceFetch<T> fetch)
    {
        NextLook = long.MaxValue;
        SplitState<T>? next = null;
        foreach (var split in _holding)
        {
            if (next is null || IsBefore(split, next))
            {
                next = split;
            }
        }

        IsAtLimit = next is not null && next.Generator.Current > _limit && (HasRoom || splits.Lowest > _slowest);
        NextWatermark = next?.Generator.Current ?? Watermarks.Min;
        if (next is null || IsAtLimit || (_held < MaxHeld && splits.HaveEventTime && IsAwaited(next, now)))
        {
            fetch = default;
            return false;
        }

        fetch = next.Held.Dequeue().Fetch;
        _held--;
        if (next.Held.Count == 0)
        {
            _holding.Remove(next);
        }

        if (next.IsPaused && next.Held.Count < PausedAt)
        {
            next.IsPaused = false;
            reader.SetPaused(fetch.Split.Id, false);
        }

        return true;
    }

    /// <summary>Gives back what nobody will take.</summary>
    public void Discard()
    {
        foreach (var split in splits.All)
        {
            while (split.Held.TryDequeue(out var held))
            {
                held.Fetch.Batch?.Return();
            }
        }
    }

    /// <summary>How long a split is waited for: anew whenever it has caught up, which is to go through event time faster than the clock.</summary>
    private static long AwaitUntil(SplitState<T> split, long now)
    {
        var watermark = split.Generator.Current;
        var (since, from) = split.Awaited ?? (now, watermark);
        var elapsed = now - since;
        var catchesUp = from == Watermarks.Min ? watermark > from : watermark - from > 2 * elapsed;
        if (catchesUp)
        {
            (since, from) = (now, watermark);
        }
        else if (elapsed >= 2 * PatienceMs)
        {
            // It stays given up until it has come further within a second than the clock.
            (since, from) = (now - PatienceMs, watermark);
        }

        split.Awaited = (since, from);
        return since + PatienceMs;
    }

    private static bool IsBefore(SplitState<T> one, SplitState<T> other) =>
        one.Generator.Current != other.Generator.Current
            ? one.Generator.Current < other.Generator.Current
            : one.Held.Peek().Arrival < other.Held.Peek().Arrival;

    /// <summary>Whether a split is behind the next one and known to bring more soon.</summary>
    private bool IsAwaited(SplitState<T> next, long now)
    {
        var isAwaited = false;
        var behind = Math.Max(next.Generator.Current, Watermarks.Min + DriftMs) - DriftMs;
        foreach (var split in splits.All)
        {
            if (split.Held.Count == 0 && split is { CountsForWatermark: true, Split.HasBacklog: true } && split.Generator.Current < behind)
            {
                var until = AwaitUntil(split, now);
                if (now < until)
                {
                    isAwaited = true;
                    NextLook = Math.Min(NextLook, until);
                }
            }
        }

        return isAwaited;
    }
}
