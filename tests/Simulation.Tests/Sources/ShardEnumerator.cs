using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Simulation.Tests.Sources;

/// <summary>Hands out a shard when the one it came from has been read, having looked for it on the worker; keeps which have been read.</summary>
internal sealed class ShardEnumerator(int[] parents, ISplitEnumeratorContext context) : ISplitEnumerator
{
    private readonly HashSet<int> _read = [];
    private readonly HashSet<int> _assigned = [];
    private bool _hasEnded;

    public void Start(RestoredSource? restored)
    {
        foreach (var shard in (restored?.Enumerator ?? default).Span)
        {
            _read.Add(shard);
        }

        foreach (ShardSplit split in restored?.Splits ?? [])
        {
            if (split.IsFinished)
            {
                _read.Add(split.Shard);
            }
            else
            {
                Assign(split);
            }
        }

        AssignReadable();
        context.BeginReading();
        EndWhenAllAreAssigned();
    }

    public void OnFinished(int subtask, SourceSplit split)
    {
        _read.Add(((ShardSplit)split).Shard);
        context.Forget(split.Id);
        context.Worker.Post(() => context.Post(() =>
        {
            AssignReadable();
            EndWhenAllAreAssigned();
        }));
    }

    public ReadOnlyMemory<byte> Freeze() => _read.Select(shard => (byte)shard).ToArray();

    public void Dispose()
    {
    }

    private void AssignReadable()
    {
        for (var shard = 0; shard < parents.Length; shard++)
        {
            if (!_read.Contains(shard) && !_assigned.Contains(shard) && (parents[shard] < 0 || _read.Contains(parents[shard])))
            {
                Assign(new ShardSplit($"shard-{shard}", shard, 0));
            }
        }
    }

    private void Assign(ShardSplit split)
    {
        _assigned.Add(split.Shard);
        context.Assign(split, split.Shard % context.Parallelism);
    }

    private void EndWhenAllAreAssigned()
    {
        if (!_hasEnded && _read.Union(_assigned).Count() == parents.Length)
        {
            _hasEnded = true;
            context.EndOfSplits();
        }
    }
}
