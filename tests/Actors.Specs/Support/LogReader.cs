using System.Globalization;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>Reads the partitions of a <see cref="LogSource{T}"/> that one subtask owns, in turn.</summary>
internal sealed class LogReader<T>(LogSource<T> source, ISubtaskContext context) : ISourceReader<T>
{
    private readonly List<OffsetSplit> _splits = [];
    private int _next;
    private bool _isDisposed;

    public void Add(IReadOnlyList<SourceSplit> splits) => _splits.AddRange(splits.Cast<OffsetSplit>());

    public bool TryRead(out SourceFetch<T> fetch)
    {
        fetch = default;
        for (var tried = 0; tried < _splits.Count; tried++)
        {
            var number = _next++ % _splits.Count;
            if (!_splits[number].IsFinished && TryFetch(number, out fetch))
            {
                return true;
            }
        }

        return false;
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
        var partition = int.Parse(split.Id["log/".Length..], CultureInfo.InvariantCulture);
        var (records, isEnd) = source.Peek(partition, split.Position, context);
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

        source.Fetches.Add((partition, (int)split.Position, records.Count));
        _splits[number] = split with { Position = split.Position + records.Count, IsFinished = isEnd };
        fetch = new SourceFetch<T>(_splits[number], batch, bad);
        return true;
    }
}
