using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc.OwnConnector.Tests;

/// <summary>Reads the shards of a ledger on the worker, each once the one it came from has been read.</summary>
internal sealed class LedgerSource(Ledger ledger, int fetchSize = 3) : ISource<string>
{
    public string Description => "ledger";

    public bool IsBounded => true;

    public ISplitSerializer SplitSerializer { get; } = new JsonSplitSerializer<ShardSplit>();

    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => new LedgerEnumerator(ledger, context);

    public ISourceReader<string> CreateReader(ISubtaskContext context) => new Reader(ledger, fetchSize, context);

    private sealed class Reader : ISourceReader<string>
    {
        private readonly Ledger _ledger;
        private readonly int _fetchSize;
        private readonly ISubtaskContext _context;
        private readonly FetchQueue<string> _queue;
        private readonly Queue<ShardSplit> _unfinished = new();

        public Reader(Ledger ledger, int fetchSize, ISubtaskContext context)
        {
            (_ledger, _fetchSize, _context) = (ledger, fetchSize, context);
            _queue = new FetchQueue<string>(context.Wake, capacity: 2);
        }

        public void Add(IReadOnlyList<SourceSplit> splits) => _context.Worker.Post(() =>
        {
            foreach (ShardSplit split in splits)
            {
                _unfinished.Enqueue(split);
            }

            Fill();
        });

        public bool TryRead(out SourceFetch<string> fetch)
        {
            if (!_queue.TryTake(out fetch))
            {
                return false;
            }

            _context.Worker.Post(Fill);
            return true;
        }

        public void Dispose() => _queue.Dispose();

        private void Fill()
        {
            while (!_queue.Disposed.IsCancellationRequested && _unfinished.TryPeek(out var split))
            {
                var fetch = Fetch(split);
                if (!_queue.TryPut(fetch))
                {
                    fetch.Batch!.Return();
                    return;
                }

                _unfinished.Dequeue();
                if (!fetch.Split.IsFinished)
                {
                    _unfinished.Enqueue((ShardSplit)fetch.Split);
                }
            }
        }

        private SourceFetch<string> Fetch(ShardSplit split)
        {
            var entries = _ledger.Shards[split.Id].Entries;
            var start = split.LastEntry is { } last ? entries.ToList().IndexOf(last) + 1 : 0;
            var batch = RecordBatch<string>.Rent();
            foreach (var entry in entries.Skip(start).Take(_fetchSize))
            {
                batch.Append(entry, RecordBatch.NoTimestamp);
            }

            var next = split with { IsFinished = start + batch.Count == entries.Count };
            return new SourceFetch<string>(batch.Count > 0 ? next with { LastEntry = entries[start + batch.Count - 1] } : next, batch);
        }
    }
}
