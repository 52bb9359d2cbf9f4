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
    public ISourceReader<T> CreateReader(ISubtaskContext context) => new Reader(_splits, FetchSize, context);

    private sealed class Reader(IReadOnlyList<T>[] lists, int fetchSize, ISubtaskContext context) : ISourceReader<T>
    {
        private readonly Queue<SourceSplit> _unfinished = new();
        private readonly Queue<SourceSplit> _unannounced = new();

        public void Start(IReadOnlyList<SourceSplit> restored, bool isRestored)
        {
            for (var number = 0; number < lists.Length; number++)
            {
                var id = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                var split = restored.FirstOrDefault(s => s.Id == id) ?? new SourceSplit(id, number, 0) { End = lists[number].Count };
                if (split.IsOwnedBy(context.SubtaskIndex, context.Parallelism))
                {
                    _unannounced.Enqueue(split);
                }
            }
        }

        public ReadStatus Read(out SourceFetch<T> fetch)
        {
            if (_unannounced.TryDequeue(out var split))
            {
                split = split with { IsFinished = split.Position >= split.End };
                if (!split.IsFinished)
                {
                    _unfinished.Enqueue(split);
                }

                fetch = new SourceFetch<T>(split, null);
                return ReadStatus.Data;
            }

            if (!_unfinished.TryDequeue(out split))
            {
                fetch = default;
                return ReadStatus.Finished;
            }

            fetch = Fetch(split);
            if (!fetch.Split.IsFinished)
            {
                _unfinished.Enqueue(fetch.Split);
            }

            return ReadStatus.Data;
        }

        public void Dispose()
        {
        }

        private SourceFetch<T> Fetch(SourceSplit split)
        {
            var list = lists[split.Ordinal];
            var start = (int)split.Position;
            var count = Math.Min(fetchSize, list.Count - start);
            var batch = RecordBatch<T>.Rent(count);
            if (list is T[] array)
            {
                Array.Copy(array, start, batch.Values, 0, count);
            }
            else
            {
                for (var i = 0; i < count; i++)
                {
                    batch.Values[i] = list[start + i];
                }
            }

            Array.Fill(batch.Timestamps, RecordBatch.NoTimestamp, 0, count);
            batch.Count = count;
            return new SourceFetch<T>(split with { Position = start + count, IsFinished = start + count >= list.Count }, batch);
        }
    }
}
