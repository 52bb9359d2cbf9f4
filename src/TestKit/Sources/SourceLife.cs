using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.TestKit.Sources;

/// <summary>An attempt of a scenario, and what it has read.</summary>
internal sealed class SourceLife : IDisposable
{
    private readonly ISource<string> _source;
    private readonly int _remaining;
    private readonly SourceAttempt<string> _attempt;

    /// <param name="system">The system.</param>
    /// <param name="parallelism">How many subtasks there are.</param>
    /// <param name="checkpoint">Where it goes on.</param>
    /// <param name="read">How many records the checkpoint has behind it.</param>
    public SourceLife(ISourceSystem system, int parallelism, SourceCheckpoint? checkpoint = null, int read = 0)
    {
        _remaining = system.Records.Count - read;
        _source = system.CreateSource();
        _attempt = new SourceAttempt<string>(_source, checkpoint?.Splits, checkpoint?.Enumerator ?? default, parallelism, only: null, time: null, "contract");
    }

    /// <summary>What was read, by the id of the split and in its order.</summary>
    public Dictionary<string, List<string>> BySplit { get; } = [];

    public IEnumerable<string> Records => BySplit.Values.SelectMany(records => records);

    public bool IsBounded => _source.IsBounded;

    public bool HasEnded => _attempt.HasEnded;

    public int Fetches { get; private set; }

    /// <summary>Reads a number of fetches, fewer where there are no more records.</summary>
    public void ReadFetches(int count)
    {
        var enough = Fetches + count;
        Pump(() => Fetches >= enough || HasEnded || (!IsBounded && Records.Count() >= _remaining), $"fetch {enough}", enough);
    }

    /// <summary>Reads all records there are; a bounded source to its end.</summary>
    public void ReadAll() =>
        Pump(() => IsBounded ? HasEnded : Records.Count() >= _remaining, IsBounded ? "the end of the source" : $"{_remaining} records", int.MaxValue);

    /// <summary>Takes a checkpoint of what was read, and completes it.</summary>
    public SourceCheckpoint Checkpoint()
    {
        Pump(() => _attempt.HasBegun, "the splits to begin with", enough: 0);
        SourceCheckpoint checkpoint = new([.. _attempt.Subtasks.SelectMany(subtask => subtask.Splits)], _attempt.Freeze());
        var confirmed = 0;
        foreach (var subtask in _attempt.Subtasks)
        {
            subtask.Confirm(() => confirmed++);
        }

        Pump(() => confirmed == _attempt.Subtasks.Count(), "the confirmation of what was read", enough: 0);
        foreach (var subtask in _attempt.Subtasks)
        {
            subtask.CompleteCheckpoint(subtask.Splits);
        }

        return checkpoint;
    }

    public void SetAllPaused(bool isPaused)
    {
        foreach (var subtask in _attempt.Subtasks)
        {
            foreach (var split in subtask.Splits)
            {
                subtask.SetPaused(split.Id, isPaused);
            }
        }
    }

    /// <summary>Takes what is at hand, and no more.</summary>
    public void ReadWhatIsThere() => ReadUpTo(int.MaxValue);

    public void Dispose() => _attempt.Dispose();

    private void Pump(Func<bool> condition, string awaited, int enough)
    {
        try
        {
            _attempt.PumpUntil(
                () =>
                {
                    ReadUpTo(enough);
                    return _attempt.Failure is not null || condition();
                },
                awaited);
        }
        catch (TimeoutException e)
        {
            throw new SourceContractException($"The source does not come to {awaited}; it has read {Records.Count()} records in {Fetches} fetches.", e);
        }

        if (_attempt.Failure is { } failure)
        {
            throw new SourceContractException($"The source failed: {failure.Message}", failure);
        }
    }

    private void ReadUpTo(int enough)
    {
        foreach (var subtask in _attempt.Subtasks)
        {
            while (Fetches < enough && _attempt.TryRead(subtask, out var fetch))
            {
                Take(fetch);
            }
        }
    }

    private void Take(SourceFetch<string> fetch)
    {
        Fetches++;
        if (fetch.Split.PositionText is not { Length: > 0 })
        {
            throw new SourceContractException($"The position of the split '{fetch.Split.Id}' has no text.");
        }

        if (StoredSplit.Of(fetch.Split, 0, _source.SplitSerializer).Read(_source.SplitSerializer) is var back && !back.Equals(fetch.Split))
        {
            throw new SourceContractException($"A split does not come back from its binary form as it was: {fetch.Split} has become {back}.");
        }

        if (fetch.Batch is { } batch)
        {
            if (!BySplit.TryGetValue(fetch.Split.Id, out var records))
            {
                BySplit.Add(fetch.Split.Id, records = []);
            }

            records.AddRange(batch.Values);
            batch.Return();
        }
    }
}
