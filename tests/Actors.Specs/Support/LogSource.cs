using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Actors.Specs.Support;

/// <summary>A partitioned log in memory that a spec appends to while the job runs. Outlives attempts.</summary>
/// <remarks>An element may be a bad record: <see cref="AppendBad"/>.</remarks>
internal sealed class LogSource<T>(int partitions = 1) : ISource<T>
{
    private readonly Lock _gate = new();
    private readonly List<(T Value, bool IsBad)>[] _logs = [.. Enumerable.Range(0, partitions).Select(_ => new List<(T, bool)>())];
    private readonly HashSet<ISubtaskContext> _waiting = [];
    private readonly List<Action> _undiscovered = [];
    private bool _hasEnded;

    /// <summary>How many records a fetch holds at the most.</summary>
    public int FetchSize { get; init; } = 100;

    /// <summary>Closed, the splits stay unknown.</summary>
    public bool IsDiscovered { get; private set; } = true;

    /// <summary>Every record that was handed out, over all attempts, by partition and position.</summary>
    public Recording<(int Partition, int From, int Count)> Fetches { get; } = new();

    /// <summary>Where each life of a partition began.</summary>
    public Recording<(int Partition, long Position, bool IsRestored)> Starts { get; } = new();

    /// <summary>Every enumerator that was started, with the parallelism of its attempt.</summary>
    public Recording<int> Enumerators { get; } = new();

    /// <summary>Readers created and not disposed.</summary>
    public int OpenReaders => Volatile.Read(ref _openReaders);

    public string Description => "log";

    public bool IsBounded => false;

    public int RecordsRead => Fetches.Items.Sum(f => f.Count);

    private int _openReaders;

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new LogEnumerator<T>(this, context);

    public ISourceReader<T> CreateReader(ISubtaskContext context)
    {
        Interlocked.Increment(ref _openReaders);
        return new LogReader<T>(this, context);
    }

    public LogSource<T> Append(int partition, params IEnumerable<T> values)
    {
        Change(() => _logs[partition].AddRange(values.Select(v => (v, false))));
        return this;
    }

    public void AppendBad(int partition, T value) => Change(() => _logs[partition].Add((value, true)));

    /// <summary>Nothing more is appended: the source is bounded from now on.</summary>
    public LogSource<T> End()
    {
        Change(() => _hasEnded = true);
        return this;
    }

    public void HideSplits() => IsDiscovered = false;

    public void DiscoverSplits() => Change(() => IsDiscovered = true);

    internal int Partitions => partitions;

    internal void Closed() => Interlocked.Decrement(ref _openReaders);

    /// <summary>What there is at a position; where there is nothing, the reader is woken later.</summary>
    internal (IReadOnlyList<(T Value, bool IsBad)> Records, bool IsEnd) Peek(int partition, long position, ISubtaskContext reader)
    {
        lock (_gate)
        {
            var log = _logs[partition];
            var records = log.GetRange((int)position, Math.Min(FetchSize, log.Count - (int)position));
            var isEnd = _hasEnded && position + records.Count == log.Count;
            if (records.Count == 0 && !isEnd)
            {
                _waiting.Add(reader);
            }

            return (records, isEnd);
        }
    }

    /// <summary>Calls back when splits may be known, at once where they may.</summary>
    internal void WhenDiscovered(Action discovered)
    {
        lock (_gate)
        {
            if (!IsDiscovered)
            {
                _undiscovered.Add(discovered);
                return;
            }
        }

        discovered();
    }

    private void Change(Action change)
    {
        List<ISubtaskContext> waiting;
        List<Action> undiscovered = [];
        lock (_gate)
        {
            change();
            waiting = [.. _waiting];
            _waiting.Clear();
            if (IsDiscovered)
            {
                undiscovered = [.. _undiscovered];
                _undiscovered.Clear();
            }
        }

        waiting.ForEach(reader => reader.Wake());
        undiscovered.ForEach(discovered => discovered());
    }
}
