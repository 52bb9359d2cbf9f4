using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Bench.Shared;

/// <summary>Copies the records of a block in memory round by round: what a fast connector hands over, at no cost of its own.</summary>
/// <param name="block">The records, and what to do with them in each round.</param>
/// <param name="splits">How many splits there are; each gives all rounds.</param>
/// <param name="rounds">How often a split gives the block.</param>
internal sealed class ArraySource<T>(IRecordBlock<T> block, int splits, int rounds) : ISource<T>
{
    private readonly Lock _gate = new();

    public string Description => "array";

    public bool IsBounded => true;

    /// <summary>The clocks as they stood when the first record was read.</summary>
    public Measuring.Cost? FirstRead { get; private set; }

    public ISourceReader<T> CreateReader(ISubtaskContext context) => new Reader(this, context);

    private void Started()
    {
        lock (_gate)
        {
            FirstRead ??= Measuring.Cost.Now;
        }
    }

    private sealed class Reader(ArraySource<T> source, ISubtaskContext context) : ISourceReader<T>
    {
        private readonly Queue<SourceSplit> _unannounced = new();
        private readonly Queue<SourceSplit> _reading = new();

        public void Start(IReadOnlyList<SourceSplit> restored, bool isRestored)
        {
            for (var ordinal = 0; ordinal < source.Splits; ordinal++)
            {
                var split = new SourceSplit($"{ordinal}", ordinal, 0);
                if (split.IsOwnedBy(context.SubtaskIndex, context.Parallelism))
                {
                    _unannounced.Enqueue(split);
                }
            }
        }

        public ReadStatus Read(out SourceFetch<T> fetch)
        {
            fetch = default;
            if (_unannounced.TryDequeue(out var split))
            {
                source.Started();
                _reading.Enqueue(split);
                fetch = new SourceFetch<T>(split, null);
                return ReadStatus.Data;
            }

            if (!_reading.TryDequeue(out split))
            {
                return ReadStatus.Finished;
            }

            fetch = source.Fetch(split);
            if (!fetch.Split.IsFinished)
            {
                _reading.Enqueue(fetch.Split);
            }

            return ReadStatus.Data;
        }

        public void Dispose()
        {
        }
    }

    private int Splits => splits;

    private SourceFetch<T> Fetch(SourceSplit split)
    {
        var (round, start) = Math.DivRem(split.Position, block.Length);
        var count = (int)Math.Min(RecordBatch.DefaultCapacity, block.Length - start);
        var batch = RecordBatch<T>.Rent();
        block.Copy((int)start, (int)round, count, batch.Values, batch.Timestamps);
        batch.Count = count;
        var next = split.Position + count;
        return new SourceFetch<T>(split with { Position = next, IsFinished = next == (long)block.Length * rounds }, batch);
    }
}
