using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.Simulation.Tests.Sources;

/// <summary>Lists that are read as shards are that were split: each once the one it came from has been read to its end.</summary>
/// <param name="shards">The records of each shard.</param>
/// <param name="parents">From which shard each came; −1 for those there were at first, otherwise a lower number.</param>
/// <param name="fetchSize">How many records a fetch holds at the most.</param>
internal sealed class ShardSource(Click[][] shards, int[] parents, int fetchSize) : ISource<Click>
{
    public string Description => "shards";

    public bool IsBounded => true;

    public ISplitSerializer SplitSerializer { get; } = new JsonSplitSerializer<ShardSplit>();

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new ShardEnumerator(parents, context);

    public ISourceReader<Click> CreateReader(ISubtaskContext context) => new Reader(shards, fetchSize);

    private sealed class Reader(Click[][] shards, int fetchSize) : ISourceReader<Click>
    {
        private readonly Queue<ShardSplit> _unfinished = new();

        public void Add(IReadOnlyList<SourceSplit> splits)
        {
            foreach (ShardSplit split in splits)
            {
                _unfinished.Enqueue(split);
            }
        }

        public bool TryRead(out SourceFetch<Click> fetch)
        {
            fetch = default;
            if (!_unfinished.TryDequeue(out var split))
            {
                return false;
            }

            var records = shards[split.Shard].AsSpan(split.Next);
            records = records[..Math.Min(fetchSize, records.Length)];
            var batch = RecordBatch<Click>.Rent();
            foreach (var record in records)
            {
                batch.Append(record, RecordBatch.NoTimestamp);
            }

            split = split with { Next = split.Next + records.Length, IsFinished = split.Next + records.Length == shards[split.Shard].Length };
            if (!split.IsFinished)
            {
                _unfinished.Enqueue(split);
            }

            fetch = new SourceFetch<Click>(split, batch);
            return true;
        }

        public void Dispose()
        {
        }
    }
}
