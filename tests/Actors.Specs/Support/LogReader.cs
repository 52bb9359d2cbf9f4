using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Reads the partitions of a <see cref="LogSource{T}"/> that one subtask owns, in turn.</summary>
internal sealed class LogReader<T>(LogSource<T> source, ISubtaskContext context) : ISourceReader<T>
{
    private readonly List<SourceSplit> _splits = [];
    private int _announced;
    private int _next;
    private bool _isDisposed;

    public void Start(IReadOnlyList<SourceSplit> restored, bool isRestored)
    {
        for (var partition = 0; partition < source.Partitions; partition++)
        {
            var fresh = new SourceSplit($"log/{partition}", partition, 0);
            if (fresh.IsOwnedBy(context.SubtaskIndex, context.Parallelism))
            {
                var split = restored.FirstOrDefault(s => s.Id == fresh.Id) ?? fresh;
                _splits.Add(split);
                source.Starts.Add((partition, split.Position, isRestored));
            }
        }
    }

    public ReadStatus Read(out SourceFetch<T> fetch)
    {
        fetch = default;
        if (!source.AwaitDiscovery(context))
        {
            return ReadStatus.Starting;
        }

        if (_announced < _splits.Count)
        {
            fetch = new SourceFetch<T>(_splits[_announced++], null);
            return ReadStatus.Data;
        }

        for (var tried = 0; tried < _splits.Count; tried++)
        {
            var number = _next++ % _splits.Count;
            if (!_splits[number].IsFinished && TryFetch(number, out fetch))
            {
                return ReadStatus.Data;
            }
        }

        return _splits.TrueForAll(s => s.IsFinished) ? ReadStatus.Finished : ReadStatus.Waiting;
    }

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            source.Closed();
        }
    }

    private bool TryFetch(int number, out SourceFetch<T> fetch)
    {
        var split = _splits[number];
        var (records, isEnd) = source.Peek(split.Ordinal, split.Position, context);
        if (records.Count == 0 && !isEnd)
        {
            fetch = default;
            return false;
        }

        var batch = RecordBatch<T>.Rent(records.Count);
        var bad = new List<BadRecord>();
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].IsBad)
            {
                bad.Add(BadRecord.Create(split.Id, split.Position + i, "It is bad.", [1, 2, 3]));
            }
            else
            {
                batch.Append(records[i].Value, RecordBatch.NoTimestamp);
            }
        }

        source.Fetches.Add((split.Ordinal, (int)split.Position, records.Count));
        _splits[number] = split with { Position = split.Position + records.Count, IsFinished = isEnd };
        fetch = new SourceFetch<T>(_splits[number], batch, bad);
        return true;
    }
}
