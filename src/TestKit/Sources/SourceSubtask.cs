using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Sources;

/// <summary>One subtask of a source in a spec: its reader, and its splits as they stand behind what was read.</summary>
internal sealed class SourceSubtask<T>(ISource<T> source, ConnectorContext context) : IDisposable
{
    private readonly ISourceReader<T> _reader = source.CreateReader(context);
    private readonly SortedDictionary<string, SourceSplit> _splits = new(StringComparer.Ordinal);
    private bool _isHeld;
    private bool _hasAllSplits;

    public ConnectorContext Context => context;

    public bool HasBegun { get; private set; }

    public bool HasEnded => _hasAllSplits && _splits.Values.All(split => split.IsFinished);

    public IReadOnlyList<SourceSplit> Splits => [.. _splits.Values];

    public void Assign(SplitAssignment assignment)
    {
        List<SourceSplit> splits = [.. assignment.Splits.Select(stored => stored.Read(source.SplitSerializer))];
        splits.ForEach(split => _splits.Add(split.Id, split));
        foreach (var id in assignment.Forgotten)
        {
            _splits.Remove(id);
        }

        HasBegun |= assignment.Begins;
        _isHeld |= assignment.HoldsBack;
        _hasAllSplits |= assignment.IsLast;
        if (splits.FindAll(split => !split.IsFinished) is { Count: > 0 } unfinished)
        {
            _reader.Add(unfinished);
        }
    }

    /// <param name="before">The split as it stood before the fetch.</param>
    /// <param name="fetch">The fetch, owned by the caller.</param>
    public bool TryRead(out SourceSplit before, out SourceFetch<T> fetch)
    {
        before = null!;
        if (!HasBegun || _isHeld || !_reader.TryRead(out fetch))
        {
            fetch = default;
            return false;
        }

        if (!_splits.TryGetValue(fetch.Split.Id, out before!))
        {
            throw new InvalidOperationException($"The reader handed over a fetch of the split '{fetch.Split.Id}', which was not assigned to it.");
        }

        _splits[fetch.Split.Id] = fetch.Split;
        return true;
    }

    public void SetPaused(string splitId, bool isPaused) => _reader.SetPaused(splitId, isPaused);

    public void Confirm(Action confirmed) => _reader.Confirm(confirmed);

    public void CompleteCheckpoint(IReadOnlyList<SourceSplit> splits)
    {
        _isHeld = false;
        _reader.OnCheckpointCompleted(splits);
    }

    public void Dispose() => _reader.Dispose();
}
