using System.Collections.Concurrent;
using AkkaStreamProc.Actors.Subtasks;

namespace AkkaStreamProc.Actors.Memory;

/// <summary>What the subtasks of this node hold, as each has measured it last. Any thread.</summary>
internal sealed class MemoryLedger
{
    private readonly ConcurrentDictionary<SubtaskAddress, IReadOnlyList<OperatorMemory>> _held = new();

    public void Set(SubtaskAddress subtask, IReadOnlyList<OperatorMemory> held) => _held[subtask] = held;

    public void Remove(SubtaskAddress subtask) => _held.TryRemove(subtask, out _);

    /// <summary>The operators that hold the most, the largest first.</summary>
    public IReadOnlyList<MemoryHolder> Largest() =>
    [
        .. _held.SelectMany(subtask => subtask.Value.Select(held => (subtask.Key.Job, Held: held)))
            .GroupBy(h => (h.Job, h.Held.Name))
            .Select(g => new MemoryHolder(g.Key.Job, g.Key.Name, g.Sum(h => h.Held.StateBytes), g.Sum(h => h.Held.BufferedBytes)))
            .Where(holder => holder.Bytes > 0)
            .OrderByDescending(holder => holder.Bytes),
    ];
}
