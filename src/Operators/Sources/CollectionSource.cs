using System.Globalization;
using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;

namespace AkkaStreamProc;

/// <summary>Records that are in memory already, for tests, benchmarks and small side inputs. Bounded.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>Every list is a split. The lists must not change while the job runs, and must be the same after a restart.</remarks>
public sealed class CollectionSource<T> : ISource<T>
{
    private readonly IReadOnlyList<T>[] _splits;

    /// <summary>Creates a source of one or more splits.</summary>
    public CollectionSource(params IReadOnlyList<IReadOnlyList<T>> splits) => _splits = [.. splits];

    /// <summary>How many records a fetch holds at the most; <see cref="RecordBatch.DefaultCapacity"/> unless set.</summary>
    public int FetchSize { get; init; } = RecordBatch.DefaultCapacity;

    /// <inheritdoc/>
    public string Description => "collection";

    /// <inheritdoc/>
    public bool IsBounded => true;

    /// <inheritdoc/>
    public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) =>
        new FixedSplits(context, [.. _splits.Select((list, number) => new OffsetSplit(number.ToString(CultureInfo.InvariantCulture), 0) { End = list.Count, KnownEnd = list.Count, IsFinished = list.Count == 0 })]);

    /// <inheritdoc/>
    public ISourceReader<T> CreateReader(ISubtaskContext context) => new Reader(_splits, FetchSize);

    private sealed class Reader(IReadOnlyList<T>[] lists, int fetchSize) : ISourceReader<T>
    {
        private readonly Queue<OffsetSplit> _unfinished = new();
        private readonly HashSet<string> _paused = [];

        public void Add(IReadOnlyList<SourceSplit> splits)
        {
            foreach (OffsetSplit split in splits)
            {
                _unfinished.Enqueue(split);
            }
        }

        public bool TryRead(out SourceFetch<T> fetch)
        {
            for (var tried = _unfinished.Count; tried > 0; tried--)
            {
                var split = _unfinished.Dequeue();
                if (_paused.Contains(split.Id))
                {
                    _unfinished.Enqueue(split);
                    continue;
                }

                fetch = Fetch(split);
                if (!fetch.Split.IsFinished)
                {
                    _unfinished.Enqueue((OffsetSplit)fetch.Split);
                }

                return true;
            }

            fetch = default;
            return false;
        }

        public void SetPaused(string splitId, bool isPaused) => _ = isPaused ? _paused.Add(splitId) : _paused.Remove(splitId);

        public void Dispose()
        {
        }

        private SourceFetch<T> Fetch(OffsetSplit split)
        {
            var list = lists[int.Parse(split.Id, CultureInfo.InvariantCulture)];
            var start = (int)split.Position;
            var count = Math.Min(fetchSize, list.Count - start);
            var batch = RecordBatch<T>.Rent(count);
            if (list is T[] array)
            {
                // Not AsSpan, which refuses an array of a derived type.
                batch.AppendRange(new ReadOnlySpan<T>(array, start, count), RecordBatch.NoTimestamp);
            }
            else
            {
                for (var i = 0; i < count; i++)
                {
                    batch.Append(list[start + i], RecordBatch.NoTimestamp);
                }
            }

            return new SourceFetch<T>(split with { Position = start + count, IsFinished = start + count >= list.Count }, batch);
        }
    }
}
