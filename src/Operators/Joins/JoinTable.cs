using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Keys;
using AkkaStreamProc.Operators.Snapshots;
using AkkaStreamProc.Operators.State;
using AkkaStreamProc.Operators.State.Backends;

namespace AkkaStreamProc.Operators.Joins;

/// <summary>The rows of both sides of a join by key.</summary>
/// <remarks>
/// Nothing is noted of what a call changes: a join calls the user's function before it changes anything.
/// </remarks>
/// <param name="format">How snapshots have them.</param>
/// <param name="range">The key groups of the subtask.</param>
/// <param name="current">The key at hand.</param>
internal sealed class JoinTable<TKey, TFirst, TSecond>(KeyedStateFormat<TKey, JoinSides<TFirst, TSecond>> format, KeyGroupRange range, CurrentKey<TKey> current)
    : IKeyedState, IPrefetched
    where TKey : notnull
{
    private const int Samples = 64;

    private static readonly Func<JoinRow<TFirst>, int>? BehindFirst = RuntimeHelpers.IsReferenceOrContainsReferences<TFirst>() ? HeapSize.Compile<JoinRow<TFirst>>() : null;
    private static readonly Func<JoinRow<TSecond>, int>? BehindSecond = RuntimeHelpers.IsReferenceOrContainsReferences<TSecond>() ? HeapSize.Compile<JoinRow<TSecond>>() : null;

    private readonly KeyTable<TKey, JoinKey<TFirst, TSecond>>[] _tables = [.. Enumerable.Range(0, range.Count).Select(_ => new KeyTable<TKey, JoinKey<TFirst, TSecond>>())];

    /// <summary>Called with what was restored of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hash">Its hash.</param>
    /// <param name="rows">Its rows.</param>
    public delegate void RestoredKey(TKey key, ulong hash, ref JoinKey<TFirst, TSecond> rows);

    public RowSlabs<TFirst> First { get; } = new();

    public RowSlabs<TSecond> Second { get; } = new();

    /// <summary>Takes note of each key that is restored.</summary>
    public RestoredKey? Restored { get; set; }

    private KeyTable<TKey, JoinKey<TFirst, TSecond>> Table
    {
        get
        {
            current.Verify();
            return _tables[current.KeyGroup - range.First];
        }
    }

    /// <summary>What is kept of the key at hand; made where there is nothing.</summary>
    /// <returns>A reference that is valid until the next call of any member.</returns>
    public ref JoinKey<TFirst, TSecond> Open() => ref Table.GetOrAdd(current.Key, current.Hash, out _);

    /// <summary>What is kept of the key at hand, to be changed, or a null reference.</summary>
    /// <inheritdoc cref="Open" path="/returns"/>
    public ref JoinKey<TFirst, TSecond> Find()
    {
        var table = Table;
        ref var found = ref table.Find(current.Key, current.Hash);
        return ref Unsafe.IsNullRef(ref found) || table.IsFree ? ref found : ref table.GetOrAdd(current.Key, current.Hash, out _);
    }

    public void PrefetchPlace(int keyGroup, ulong hash) => _tables[keyGroup - range.First].PrefetchTags(hash);

    public void PrefetchEntry(int keyGroup, ulong hash) => _tables[keyGroup - range.First].PrefetchEntry(hash);

    /// <summary>Forgets the key at hand.</summary>
    public void Remove() => Table.Remove(current.Key, current.Hash);

    public long MeasureBytes()
    {
        var (tables, rows, sampled, sampledBytes) = (0L, 0L, 0L, 0L);
        foreach (var table in _tables)
        {
            tables += table.Bytes;
            foreach (ref var entry in table)
            {
                rows += entry.Value.First.Count + entry.Value.Second.Count;
                if ((BehindFirst ?? (object?)BehindSecond) is not null && sampled < Samples)
                {
                    sampled += Sample(First.Of(entry.Value.First), BehindFirst, ref sampledBytes) + Sample(Second.Of(entry.Value.Second), BehindSecond, ref sampledBytes);
                }
            }
        }

        return tables + First.Bytes + Second.Bytes + (sampled == 0 ? 0 : rows * sampledBytes / sampled);
    }

    public IFrozenKeyedState Freeze()
    {
        var (first, second) = (First.Freeze(), Second.Freeze());
        var written = format.As(sides => new JoinKeySerializer<TFirst, TSecond>(sides, first, second));
        return new Frozen(format, range, Array.ConvertAll(_tables, table => table.Freeze(written)), first, second);
    }

    public void Restore(OperatorRestore restore)
    {
        foreach (var (keyGroup, reader, written) in restore.Keyed(format, range))
        {
            var table = _tables[keyGroup - range.First];
            var count = reader.ReadCount();
            table.Reserve(count);
            for (; count > 0; count--)
            {
                var key = written.ReadKey(reader, keyGroup, out var hash);
                var sides = written.ReadValue(reader);
                ref var rows = ref table.GetOrAdd(key, hash, out _);
                foreach (ref readonly var row in sides.First.Span)
                {
                    First.Insert(ref rows.First, row);
                }

                foreach (ref readonly var row in sides.Second.Span)
                {
                    Second.Insert(ref rows.Second, row);
                }

                Restored?.Invoke(key, hash, ref rows);
            }
        }
    }

    private static int Sample<T>(ReadOnlySpan<JoinRow<T>> rows, Func<JoinRow<T>, int>? behind, ref long bytes)
    {
        var looked = Math.Min(rows.Length, 4);
        foreach (ref readonly var row in rows[..looked])
        {
            bytes += behind?.Invoke(row) ?? 0;
        }

        return looked;
    }

    private sealed class Frozen(
        KeyedStateFormat<TKey, JoinSides<TFirst, TSecond>> format,
        KeyGroupRange range,
        KeyTable<TKey, JoinKey<TFirst, TSecond>>.Frozen[] tables,
        RowSlabs<TFirst>.Frozen first,
        RowSlabs<TSecond>.Frozen second)
        : IFrozenKeyedState
    {
        public string Name => format.StateName;

        public string KeySchema => format.KeySchema;

        public string ValueSchema => format.ValueSchema;

        public KeyGroupRange Range => range;

        public void Write(int keyGroup, SnapshotWriter writer)
        {
            var table = tables[keyGroup - range.First];
            if (table.Count > 0)
            {
                table.Write(writer);
            }
        }

        public void Release()
        {
            foreach (var table in tables)
            {
                table.Release();
            }

            first.Release();
            second.Release();
        }
    }
}
