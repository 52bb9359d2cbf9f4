using System.Runtime.CompilerServices;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Faults;
using AkkaStreamProc.Operators.Fusion;
using AkkaStreamProc.Operators.Keys;

namespace AkkaStreamProc.Operators.Windows;

/// <inheritdoc/>
/// <param name="fold">How a value gets into an accumulator.</param>
/// <param name="column">What is taken of each record; <see langword="null"/> for the records themselves.</param>
/// <param name="range">The key groups of the subtask.</param>
/// <param name="maxParallelism">How many there are of all subtasks.</param>
internal sealed class Folding<T, TKey, TIn, TAccumulator, TFold>(TFold fold, Column<T, TIn>? column, KeyGroupRange range, int maxParallelism)
    : IFolding<T, TKey, TAccumulator>
    where TKey : notnull
    where TFold : struct, IFold<TIn, TAccumulator>
{
    private TIn[] _inputs = [];

    public int Next { get; private set; }

    public void Begin(RecordBatch<T> batch, FailedRecords<T> failed) =>
        _inputs = column is null ? (TIn[])(object)batch.ValueArray : column.Fill(batch, failed);

    public void Add(Pane<TKey, TAccumulator> pane, TKey[] keys, ulong[] hashes, int from, int end)
    {
        var folds = fold;
        var (inputs, tables, groupMask) = (_inputs, pane.Tables, pane.GroupMask);
        var (firstGroup, groups) = (range.First, maxParallelism);
        for (var i = from; i < end; i++)
        {
            Next = i;
            var hash = hashes[i];
            ref var accumulator = ref tables[(KeyGroups.Of(hash, groups) - firstGroup) & groupMask].GetOrAdd(keys[i], hash, out var isNew);
            if (isNew)
            {
                Start(ref accumulator, pane, keys[i], hash, inputs[i]);
            }
            else
            {
                folds.Add(ref accumulator, inputs[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Start(ref TAccumulator accumulator, Pane<TKey, TAccumulator> pane, TKey key, ulong hash, TIn input)
    {
        try
        {
            fold.Start(ref accumulator, input);
        }
        catch
        {
            pane.TableOf(hash).Remove(key, hash);
            throw;
        }
    }
}
