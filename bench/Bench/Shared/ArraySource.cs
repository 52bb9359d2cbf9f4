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

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) =>
        new FixedSplits(context, [.. Enumerable.Range(0, splits).Select(number => new OffsetSplit($"{number}", 0))]);

    public ISourceReader<T> CreateReader(ISubtaskContext context) => new Reader(this);

    private void Started()
    {
        lock (_gate)
        {
            FirstRead ??= Measuring.Cost.Now;
        }
    }

    private sealed class Reader(ArraySource<T> source) : ISourceReader<T>
    {
        private readonly Queue<OffsetSplit> _reading = new();
        private readonly HashSet<string> _paused = [];

        public void Add(IReadOnlyList<SourceSplit> splits)
        {
            foreach (OffsetSplit split in splits)
            {
                _reading.Enqueue(split);
            }
        }

        public bool TryRead(out SourceFetch<T> fetch)
        {
            fetch = default;
            source.Started();
            for (var tried = _reading.Count; tried > 0; tried--)
            {
                var split = _reading.Dequeue();
                if (_paused.Contains(split.Id))
                {
                    _reading.Enqueue(split);
                    continue;
                }

                fetch = source.Fetch(split);
                if (!fetch.Split.IsFinished)
                {
                    _reading.Enqueue((OffsetSplit)fetch.Split);
                }

                return true;
            }

            return false;
        }

        public void SetPaused(string splitId, bool isPaused) => _ = isPaused ? _paused.Add(splitId) : _paused.Remove(splitId);

        public void Dispose()
        {
        }
    }

    private SourceFetch<T> Fetch(OffsetSplit split)
    {
        var (round, start) = Math.DivRem(split.Position, block.Length);
        var count = (int)Math.Min(RecordBatch.DefaultCapacity, block.Length - start);
        var batch = RecordBatch<T>.Rent();
        block.Copy((int)start, (int)round, count, batch.ValueArray, batch.TimestampArray);
        batch.Count = count;
        var next = split.Position + count;
        return new SourceFetch<T>(split with { Position = next, IsFinished = next == (long)block.Length * rounds }, batch);
    }
}
