namespace AkkaStreamProc.Operators.Keys;

/// <summary>A contiguous range of key groups: what one subtask owns.</summary>
/// <param name="First">The first key group of the range.</param>
/// <param name="Count">How many key groups the range has; may be 0.</param>
public readonly record struct KeyGroupRange(int First, int Count)
{
    /// <summary>The key group behind the last one of the range.</summary>
    public int End => First + Count;

    /// <summary>Whether a key group lies in the range.</summary>
    public bool Contains(int keyGroup) => (uint)(keyGroup - First) < (uint)Count;

    /// <summary>Whether the two ranges share a key group.</summary>
    public bool Overlaps(KeyGroupRange other) => First < other.End && other.First < End;

    /// <summary>The range of one subtask; the ranges of all subtasks partition the key groups.</summary>
    /// <param name="subtaskIndex">The number of the subtask, from 0.</param>
    /// <param name="parallelism">How many subtasks there are.</param>
    /// <param name="maxParallelism">How many key groups there are.</param>
    public static KeyGroupRange Of(int subtaskIndex, int parallelism, int maxParallelism)
    {
        var first = FirstOf(subtaskIndex, parallelism, maxParallelism);
        return new KeyGroupRange(first, FirstOf(subtaskIndex + 1, parallelism, maxParallelism) - first);
    }

    /// <summary>The subtask that owns a key group.</summary>
    public static int OwnerOf(int keyGroup, int parallelism, int maxParallelism) =>
        (int)((long)keyGroup * parallelism / maxParallelism);

    private static int FirstOf(int subtaskIndex, int parallelism, int maxParallelism) =>
        (int)(((long)subtaskIndex * maxParallelism + parallelism - 1) / parallelism);
}
