namespace AkkaStreamProc.Operators.Sources;

/// <summary>How far one subtask of a source that is a table has been read to what was its end when it began.</summary>
/// <remarks>
/// A split is loaded when it has ended, or has no backlog (<see cref="SourceSplit.HasBacklog"/>), or stands at what was its end at
/// first: where it is written all the time, its end always is a little further on. Where a backlog is not known, it is loaded when the
/// reader has caught up (<see cref="ISourceReader{T}.HasCaughtUp"/>). Splits that come later do not count.
/// </remarks>
/// <param name="isBounded">Whether the input ends: a split of it whose backlog is not known is loaded when it has ended.</param>
internal sealed class TableLoad<T>(bool isBounded)
{
    private readonly Dictionary<string, (SplitState<T> State, SourceSplit First)> _left = new(StringComparer.Ordinal);
    private readonly HashSet<string> _caughtUp = new(StringComparer.Ordinal);
    private int _splits;
    private bool _hasBegun;
    private bool _isTold;

    /// <summary>Takes the splits that the source begins with.</summary>
    public void Begin(IReadOnlyCollection<SplitState<T>> splits)
    {
        _hasBegun = true;
        _splits = splits.Count;
        foreach (var state in splits)
        {
            _left.Add(state.Split.Id, (state, state.Split));
        }
    }

    /// <summary>Asks the reader which splits it has read all of. Before it is asked for fetches, of which there may be some still.</summary>
    public void Ask(ISourceReader<T> reader)
    {
        foreach (var (id, (state, _)) in _left)
        {
            if (!IsKnown(state.Split) && (reader.HasCaughtUp(id) ?? true))
            {
                _caughtUp.Add(id);
            }
        }
    }

    /// <summary>Looks which splits have come to what was their end.</summary>
    /// <param name="isDrained">Whether the reader had no more when it was asked, and nothing is emitted by half.</param>
    /// <returns>Whether now every split that it began with is loaded; true once.</returns>
    public bool Look(bool isDrained)
    {
        if (!_hasBegun || _isTold)
        {
            return false;
        }

        List<string>? loaded = null;
        foreach (var (id, (state, first)) in _left)
        {
            var isLoaded = state.Split.IsFinished
                || (IsKnown(state.Split) ? state.Split.HasReachedEndOf(first) : !isBounded && isDrained && state.Held.Count == 0 && _caughtUp.Contains(id));
            if (isLoaded)
            {
                (loaded ??= []).Add(id);
            }
        }

        loaded?.ForEach(id => _left.Remove(id));
        _caughtUp.Clear();
        return _isTold = _left.Count == 0;
    }

    /// <summary>How far it is.</summary>
    public TableProgress Measure() => new(
        _splits, _splits - _left.Count, _left.Values.All(left => left.State.Split.Backlog is not null) ? _left.Values.Sum(left => left.State.Split.Backlog!.Value) : null, _hasBegun);

    /// <summary>Whether the split itself tells when it is loaded.</summary>
    private static bool IsKnown(SourceSplit split) => split.HasBacklog || split.Backlog is not null;
}

/// <summary>How far a source that is a table is loaded.</summary>
/// <param name="Splits">How many splits it began with.</param>
/// <param name="Loaded">How many of them are loaded.</param>
/// <param name="Left">How much is known to lie behind the positions of the others (<see cref="SourceSplit.Backlog"/>); <see langword="null"/> where that is not known of all.</param>
/// <param name="HasBegun">Whether its splits are known.</param>
internal sealed record TableProgress(int Splits, int Loaded, long? Left, bool HasBegun);
