using System.Collections.Concurrent;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>
/// Who held how much when memory was short, for a minute. An attempt that fails for want of memory holds nothing any more,
/// and the next may fail before it is measured: it is still what the memory is gone for. Any thread.
/// </summary>
internal sealed class RecentHolders(TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Job, string Operator), (MemoryHolder Holder, long At)> _held = new();

    /// <summary>Takes what is held while memory is short.</summary>
    public void Remember(IReadOnlyList<MemoryHolder> held)
    {
        var now = time.GetTimestamp();
        foreach (var holder in held)
        {
            _held.AddOrUpdate(
                (holder.Job, holder.Operator),
                (holder, now),
                (_, known) => holder.Bytes < known.Holder.Bytes && IsRecent(known.At) ? known : (holder, now));
        }
    }

    /// <summary>What is held, the largest first, where an operator that has held more within the minute stands as it did then.</summary>
    public IReadOnlyList<MemoryHolder> With(IReadOnlyList<MemoryHolder> held)
    {
        var most = held.ToDictionary(holder => (holder.Job, holder.Operator));
        foreach (var (key, (holder, at)) in _held)
        {
            if (!IsRecent(at))
            {
                _held.TryRemove(new(key, (holder, at)));
            }
            else if (!most.TryGetValue(key, out var now) || now.Bytes < holder.Bytes)
            {
                most[key] = holder with { Ago = time.GetElapsedTime(at) };
            }
        }

        return [.. most.Values.OrderByDescending(holder => holder.Bytes)];
    }

    private bool IsRecent(long at) => time.GetElapsedTime(at) <= Remembered;
}
