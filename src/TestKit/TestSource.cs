using AkkaStreamProc.Operators.Batches;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit.Jobs;

namespace AkkaStreamProc.TestKit;

/// <summary>A source of a job that a test feeds, in the place of the one that the job declares.</summary>
/// <typeparam name="T">The type of the records.</typeparam>
/// <remarks>
/// It keeps what was sent, so that a job that goes on from a checkpoint reads again what is behind it. One split is there from the
/// beginning; others come into being by <see cref="Split"/>. Whatever is sent has gone through the whole job when the call returns.
/// </remarks>
public sealed class TestSource<T> : ITestSource
{
    private readonly JobTestKit _kit;
    private readonly List<TestLog<T>> _logs = [];
    private readonly List<ISubtaskContext> _readers = [];
    private Enumerator? _enumerator;
    private bool _hasEnded;
    private bool _isLoading;

    internal TestSource(JobTestKit kit, ISource<T> original)
    {
        _kit = kit;
        Outside = new Replacement(this, original);
    }

    internal ISource<T> Outside { get; }

    /// <inheritdoc cref="TestSplit{T}.Send"/>
    public TestSource<T> Send(params IReadOnlyList<T> records)
    {
        First.Send(records);
        return this;
    }

    /// <inheritdoc cref="TestSplit{T}.SendAt"/>
    public TestSource<T> SendAt(DateTimeOffset timestamp, T record)
    {
        First.SendAt(timestamp, record);
        return this;
    }

    /// <inheritdoc cref="TestSplit{T}.AdvanceWatermark"/>
    public TestSource<T> AdvanceWatermark(DateTimeOffset watermark)
    {
        First.AdvanceWatermark(watermark);
        return this;
    }

    /// <summary>A split by its name; one that is new comes into being, as a partition that is added. The first is <c>0</c>.</summary>
    /// <exception cref="InvalidOperationException">It is new, and the source has ended.</exception>
    public TestSplit<T> Split(string id)
    {
        // The job begins with the first split, which it finds by itself.
        _kit.Run(() =>
        {
            if (!_logs.Exists(l => l.Id == id))
            {
                var log = AddLog(id);
                _enumerator?.Add(log);
            }
        });
        return new TestSplit<T>(_logs.Find(l => l.Id == id)!, Changed);
    }

    /// <summary>
    /// Lets a table that is made of this source be incomplete until <see cref="Loaded"/>: what is sent until then was there when the
    /// job began, and what waits for the table (<see cref="LatestJoin{TFirst, TSecond, TKey}"/>) waits that long. Without, a table is loaded,
    /// and empty, when the job begins, and all that is sent to it comes later.
    /// </summary>
    /// <exception cref="InvalidOperationException">The job has begun.</exception>
    public TestSource<T> Loading()
    {
        if (_kit.HasBegun)
        {
            throw new InvalidOperationException("The job has begun, and with it the loading of its tables. Say so before the first record is sent.");
        }

        _isLoading = true;
        return this;
    }

    /// <summary>Says that all was sent that was there when the job began. Sources that wait for it begin to read before the call returns.</summary>
    public TestSource<T> Loaded()
    {
        _kit.Run(() =>
        {
            _isLoading = false;
            _readers.ForEach(reader => reader.Wake());
        });
        return this;
    }

    /// <summary>Ends the source: event time goes to its end. When all sources have ended, the job ends (<see cref="JobTestKit.End"/>).</summary>
    public void End() => _kit.Run(((ITestSource)this).End);

    private TestSplit<T> First => Split("0");

    void ITestSource.End()
    {
        if (_logs.Count == 0)
        {
            var log = AddLog("0");
            _enumerator?.Add(log);
        }

        _hasEnded = true;
        _logs.ForEach(log => log.HasEnded = true);
        _enumerator?.End();
        _readers.ForEach(reader => reader.Wake());
    }

    void ITestSource.Crash()
    {
        _readers.Clear();
        _enumerator = null;
    }

    /// <summary>The first split is there before the job begins, so that its event time counts from the beginning.</summary>
    internal void EnsureSplit()
    {
        if (_logs.Count == 0)
        {
            AddLog("0");
        }
    }

    private TestLog<T> AddLog(string id)
    {
        if (_hasEnded)
        {
            throw new InvalidOperationException($"The source has ended; no split '{id}' can be added.");
        }

        var log = new TestLog<T>(id);
        _logs.Add(log);
        return log;
    }

    private void Changed() => _kit.Run(() => _readers.ForEach(reader => reader.Wake()));

    private sealed class Replacement(TestSource<T> source, ISource<T> original) : ISource<T>
    {
        public string Description => original.Description;

        public bool IsBounded => original.IsBounded;

        public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => source._enumerator = new Enumerator(source, context);

        public ISourceReader<T> CreateReader(ISubtaskContext context)
        {
            source._readers.Add(context);
            return new Reader(source);
        }
    }

    private sealed class Enumerator(TestSource<T> source, ISplitEnumeratorContext context) : ISplitEnumerator
    {
        private int _assigned;
        private bool _hasBegun;

        public void Start(RestoredSource? restored)
        {
            source.EnsureSplit();
            var former = (restored?.Splits ?? []).ToDictionary(split => split.Id, StringComparer.Ordinal);
            foreach (var log in source._logs)
            {
                context.Assign(former.GetValueOrDefault(log.Id, new OffsetSplit(log.Id, 0)), _assigned++ % context.Parallelism);
            }

            context.BeginReading();
            _hasBegun = true;
            if (source._hasEnded)
            {
                context.EndOfSplits();
            }
        }

        /// <summary>Before it has begun it finds the split itself.</summary>
        public void Add(TestLog<T> log)
        {
            if (_hasBegun)
            {
                context.Post(() => context.Assign(new OffsetSplit(log.Id, 0), _assigned++ % context.Parallelism));
            }
        }

        public void End()
        {
            if (_hasBegun)
            {
                context.Post(context.EndOfSplits);
            }
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Hands over element by element, so that a watermark follows every record.</summary>
    private sealed class Reader(TestSource<T> source) : ISourceReader<T>
    {
        private readonly List<OffsetSplit> _splits = [];
        private readonly HashSet<string> _paused = [];

        public void Add(IReadOnlyList<SourceSplit> splits) => _splits.AddRange(splits.Cast<OffsetSplit>());

        public bool? HasCaughtUp(string splitId) => !source._isLoading;

        public void SetPaused(string splitId, bool isPaused) => _ = isPaused ? _paused.Add(splitId) : _paused.Remove(splitId);

        public bool TryRead(out SourceFetch<T> fetch)
        {
            for (var i = 0; i < _splits.Count; i++)
            {
                var split = _splits[i];
                var log = source._logs.Find(l => l.Id == split.Id)!;
                if (_paused.Contains(split.Id) || (split.Position == log.Count && !log.HasEnded))
                {
                    continue;
                }

                fetch = Next(split, log);
                if (fetch.Split.IsFinished)
                {
                    _splits.RemoveAt(i);
                }
                else
                {
                    _splits[i] = (OffsetSplit)fetch.Split;
                }

                return true;
            }

            fetch = default;
            return false;
        }

        public void Dispose()
        {
        }

        private static SourceFetch<T> Next(OffsetSplit split, TestLog<T> log)
        {
            if (split.Position == log.Count)
            {
                return new SourceFetch<T>(split with { IsFinished = true }, null);
            }

            var element = log[(int)split.Position];
            var behind = split with { Position = split.Position + 1 };
            if (element.Watermark is { } watermark)
            {
                return new SourceFetch<T>(behind, null) { Watermark = watermark };
            }

            var batch = RecordBatch<T>.Rent(1);
            batch.Append(element.Record!, element.Timestamp);
            return new SourceFetch<T>(behind, batch);
        }
    }
}
