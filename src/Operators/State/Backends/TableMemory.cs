using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;

namespace AkkaStreamProc.Operators.State.Backends;

/// <summary>How many bytes some tables take with everything in them.</summary>
internal struct TableMemory<TKey, TValue>
    where TKey : notnull
{
    private const int Samples = 64;
    private const int SamplesOfTable = 4;

    private static readonly Func<TKey, int>? BehindKey = RuntimeHelpers.IsReferenceOrContainsReferences<TKey>() ? HeapSize.Compile<TKey>() : null;
    private static readonly Func<TValue, int>? BehindValue = RuntimeHelpers.IsReferenceOrContainsReferences<TValue>() ? HeapSize.Compile<TValue>() : null;

    private long _tables;
    private long _entries;
    private long _sampledBytes;
    private int _sampled;

    /// <summary>What was added, the objects behind the entries as many and as large as those that were looked at.</summary>
    public readonly long Bytes => _tables + (_sampled == 0 ? 0 : _entries * _sampledBytes / _sampled);

    public void Add(KeyTable<TKey, TValue> table)
    {
        _tables += table.Bytes;
        _entries += table.Count;
        if ((BehindKey ?? (object?)BehindValue) is null || _sampled >= Samples)
        {
            return;
        }

        var left = SamplesOfTable;
        foreach (ref var entry in table)
        {
            if (left-- == 0)
            {
                break;
            }

            _sampledBytes += (BehindKey?.Invoke(entry.Key) ?? 0) + (BehindValue?.Invoke(entry.Value) ?? 0);
            _sampled++;
        }
    }
}
