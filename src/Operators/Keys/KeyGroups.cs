using System.Runtime.CompilerServices;

namespace AkkaStreamProc.Operators.Keys;

/// <summary>The mapping of key hashes to key groups, the units in which keyed state is owned, moved and restored.</summary>
/// <remarks>The idea is Flink's; the number of groups is the maximum parallelism and fixed for the life of a job.</remarks>
public static class KeyGroups
{
    /// <summary>The number of key groups, and so the maximum parallelism, unless a job says otherwise.</summary>
    public const int DefaultCount = 128;

    /// <summary>The largest number of key groups a job may have.</summary>
    public const int MaxCount = 32768;

    /// <summary>The key group of a hash. Uses the upper half of the hash; tables use the lower.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(ulong hash, int count) => (int)(((hash >> 32) * (uint)count) >> 32);
}
