using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Snapshots;

namespace AkkaStreamProc.Operators.Sources;

/// <summary>The part that one source subtask has in checkpoints: writes what it has read, and knows what each of them had.</summary>
/// <param name="context">The surroundings of the source.</param>
/// <param name="serializer">How splits are written.</param>
/// <param name="splits">The splits, with the positions behind what was emitted.</param>
/// <param name="hold">What the source waits for before it reads.</param>
internal sealed class SourceCheckpoints<T>(OperatorContext context, ISplitSerializer serializer, SplitSet<T> splits, SourceHold hold)
{
    private readonly Queue<(long CheckpointId, IReadOnlyList<SourceSplit> Splits, bool AwaitedTables)> _frozen = new();

    /// <summary>Writes the source as it stands.</summary>
    /// <param name="freeze">Where to.</param>
    /// <param name="enumerator">What the enumerator keeps, which the first subtask writes.</param>
    /// <param name="reader">The reader, which is asked whether the positions are sound; <see langword="null"/> before there is one.</param>
    public void Freeze(OperatorFreeze freeze, ReadOnlyMemory<byte> enumerator, ISourceReader<T>? reader)
    {
        if (context.SubtaskIndex == 0)
        {
            StoredSource.WriteEnumerator(enumerator, freeze.Add);
        }

        _frozen.Enqueue((freeze.CheckpointId, splits.Splits, hold.AwaitsTables));
        StoredSource.WriteTables(hold.Tables, freeze.Add);
        StoredSource.WriteSplits(splits.Write(serializer), (item, bytes) =>
        {
            var add = freeze.AddLater(item);
            if (reader is null)
            {
                add(bytes);
            }
            else
            {
                reader.Confirm(() => add(bytes));
            }
        });
    }

    /// <summary>A checkpoint is complete.</summary>
    /// <param name="checkpointId">Its number.</param>
    /// <param name="reader">The reader, which is told of its positions.</param>
    /// <returns>Whether the source may read now, which it might not before.</returns>
    public bool Complete(long checkpointId, ISourceReader<T>? reader)
    {
        var isReleased = false;
        while (_frozen.TryPeek(out var frozen) && frozen.CheckpointId <= checkpointId)
        {
            _frozen.Dequeue();
            if (frozen.CheckpointId == checkpointId)
            {
                isReleased = hold.Complete(frozen.AwaitedTables);
                reader?.OnCheckpointCompleted(frozen.Splits);
            }
        }

        return isReleased;
    }
}
