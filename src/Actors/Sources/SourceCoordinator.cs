using AkkaStreamProc.Actors.Telemetry;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Plans.Definitions;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Sources;

/// <summary>Runs the enumerator of one source in one attempt, and keeps the account of which subtask has which split.</summary>
/// <remarks>
/// <para>
/// Plain and single-threaded: it belongs to the run of the job, which calls it in turn. Assignments and triggers go the same way
/// to a subtask, in order. So a split that is assigned before a checkpoint is triggered stands in the snapshot of its subtask, and
/// one that is assigned later does not; what the enumerator says at the trigger fits to both.
/// </para>
/// <para>An enumerator that throws fails the attempt; after <see cref="Dispose"/> nothing reaches it any more.</para>
/// </remarks>
internal sealed class SourceCoordinator : ISplitEnumeratorContext, IDisposable
{
    private readonly ISourceDefinition _source;
    private readonly ISourceCoordination _attempt;
    private readonly Dictionary<string, int> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _restoredWatermarks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    private readonly List<StoredSplit>[] _first;
    private IReadOnlyList<SourceSplit> _restored = [];
    private ISplitEnumerator? _enumerator;
    private IOwnedWorker? _worker;
    private bool _hasBegun;
    private bool _hasEnded;
    private bool _isOver;

    public SourceCoordinator(ISourceDefinition source, string jobName, string operatorName, int parallelism, ISourceCoordination attempt)
    {
        _source = source;
        _attempt = attempt;
        _first = [.. Enumerable.Range(0, parallelism).Select(_ => new List<StoredSplit>())];
        JobName = jobName;
        OperatorName = operatorName;
        Parallelism = parallelism;
    }

    public string JobName { get; }

    public string OperatorName { get; }

    public int Parallelism { get; }

    public JobLife Life => _attempt.Life;

    public TimeProvider Time => _attempt.Time;

    public IWorker Worker => _worker ??= _attempt.CreateWorker($"{OperatorName} enumerator", FailLater);

    /// <summary>Begins; every subtask has been told to start.</summary>
    /// <param name="stored">What the checkpoint holds; <see langword="null"/> on a first start.</param>
    public void Start(StoredSource? stored) => Guard(() =>
    {
        RestoredSource? restored = null;
        if (stored is not null)
        {
            var splits = new List<SourceSplit>();
            foreach (var split in stored.Splits)
            {
                var read = split.Read(_source.SplitSerializer);
                splits.Add(read);
                _restoredWatermarks[read.Id] = split.Watermark;
            }

            _restored = [.. splits.OrderBy(s => s.Id, StringComparer.Ordinal)];
            restored = new RestoredSource(_restored, stored.Enumerator);
        }

        _enumerator = _source.CreateEnumerator(this);
        _enumerator.Start(restored);
    });

    /// <summary>What the enumerator keeps at this moment, for a checkpoint that is triggered at it.</summary>
    /// <returns><see langword="null"/> where it cannot tell, and the attempt has failed.</returns>
    public ReadOnlyMemory<byte>? Freeze()
    {
        ReadOnlyMemory<byte>? frozen = null;
        // A copy: the enumerator may go on with its buffer while the checkpoint is written.
        Guard(() => frozen = _enumerator!.Freeze().ToArray());
        return frozen;
    }

    /// <summary>A subtask has read a split to its end.</summary>
    public void OnFinished(int subtask, StoredSplit split) => Guard(() =>
    {
        var finished = split.Read(_source.SplitSerializer);
        _finished.Add(finished.Id);
        _enumerator!.OnFinished(subtask, finished);
    });

    public void Post(Action action) => _attempt.Post(() => Guard(action));

    public void Fail(Exception cause) => FailLater(cause);

    public void Notify(string message) => Notify(OperatorNotices.Other.With(message));

    public void Notify(Notice notice) => _attempt.Notify(OperatorName, notice);

    public void Assign(SourceSplit split, int subtask)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentOutOfRangeException.ThrowIfNegative(subtask);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(subtask, Parallelism);
        if (_hasEnded)
        {
            throw new InvalidOperationException($"The split '{split.Id}' is assigned after the end of splits.");
        }

        if (!_owners.TryAdd(split.Id, subtask))
        {
            throw new InvalidOperationException($"The split '{split.Id}' is assigned twice: it is read by subtask {_owners[split.Id]}.");
        }

        if (split.IsFinished)
        {
            _finished.Add(split.Id);
        }

        var stored = StoredSplit.Of(split, _restoredWatermarks.GetValueOrDefault(split.Id, Operators.Time.Watermarks.Min), _source.SplitSerializer);
        if (_hasBegun)
        {
            Tell(subtask, new SplitAssignment([stored], []));
        }
        else
        {
            _first[subtask].Add(stored);
        }
    }

    public void BeginReading(bool holdsBack = false)
    {
        if (_hasBegun)
        {
            throw new InvalidOperationException("Reading has begun already.");
        }

        if (_restored.FirstOrDefault(s => !s.IsFinished && !_owners.ContainsKey(s.Id)) is { } lost)
        {
            throw new StreamProcessingException(
                $"The source '{OperatorName}' leaves out the split '{lost.Id}', of which the checkpoint holds the position {lost.PositionText}: what follows it would never be read. "
                + "Is the source another one than when the checkpoint was taken?");
        }

        _hasBegun = true;
        for (var subtask = 0; subtask < Parallelism; subtask++)
        {
            Tell(subtask, new SplitAssignment([.. _first[subtask]], [], Begins: true, HoldsBack: holdsBack));
            _first[subtask].Clear();
        }

        if (holdsBack)
        {
            _attempt.RequestCheckpoint();
        }
    }

    public void Forget(string splitId)
    {
        if (!_owners.TryGetValue(splitId, out var subtask))
        {
            return;
        }

        if (!_hasBegun || !_finished.Remove(splitId))
        {
            throw new InvalidOperationException($"The split '{splitId}' has not ended, so it cannot be forgotten: it is read by subtask {subtask}.");
        }

        _owners.Remove(splitId);
        _restoredWatermarks.Remove(splitId);
        Tell(subtask, new SplitAssignment([], [splitId]));
    }

    public void EndOfSplits()
    {
        if (!_hasBegun)
        {
            throw new InvalidOperationException("The splits end before reading has begun.");
        }

        _hasEnded = true;
        for (var subtask = 0; subtask < Parallelism; subtask++)
        {
            Tell(subtask, new SplitAssignment([], [], IsLast: true));
        }
    }

    public void Dispose()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        try
        {
            _enumerator?.Dispose();
        }
        catch (Exception e)
        {
            Notify(JobNotices.EnumeratorNotClosed.With($"The enumerator cannot be closed: {e.Message}"));
        }

        _worker?.Dispose();
    }

    private void Tell(int subtask, SplitAssignment assignment) => _attempt.Assign(subtask, assignment);

    private void FailLater(Exception cause) => _attempt.Post(() =>
    {
        if (!_isOver)
        {
            _attempt.Fail(cause);
        }
    });

    private void Guard(Action action)
    {
        if (_isOver)
        {
            return;
        }

        try
        {
            action();
        }
        catch (Exception e)
        {
            _attempt.Fail(e);
        }
    }
}
