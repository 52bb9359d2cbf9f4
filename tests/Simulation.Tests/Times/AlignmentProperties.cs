using System.Globalization;
using AkkaStreamProc.Operators.Execution;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.TestKit;

namespace AkkaStreamProc.Simulation.Tests.Times;

/// <summary>Sources of one group, of uneven length and density, through crashes, faults and other parallelisms.</summary>
public sealed class AlignmentProperties
{
    private const long Drift = 50;

    private sealed record Reading(int Source, int Split, int Number, long At);

    [Fact]
    public void No_split_runs_ahead_of_its_group_and_nothing_is_lost_nor_stuck() => Suite.Run(AlignedSources);

    [Fact]
    public void Nothing_is_lost_nor_stuck_where_a_reader_does_not_pause() => Suite.Run(AlignedSourcesThatDoNotPause);

    [Fact]
    public void Sources_that_are_not_aligned_do_run_ahead() =>
        Enumerable.Range(0, 10).Max(seed => Run(seed, isAligned: false).Drifts.Worst).ShouldBeGreaterThan(Drift, "or the property would show nothing");

    /// <summary>With fetches of one record, a record is read only while its split was no further ahead than the drift.</summary>
    internal static SimulationResult AlignedSources(int seed)
    {
        var (result, drifts) = Run(seed, isAligned: true);
        drifts.Worst.ShouldBeLessThanOrEqualTo(Drift, $"seed {seed}");
        return result;
    }

    /// <summary>Where a reader goes on reading what is paused, some run ahead in the end; but nobody waits for ever.</summary>
    internal static SimulationResult AlignedSourcesThatDoNotPause(int seed) => Run(seed, isAligned: true, pauses: false).Result;

    private static (SimulationResult Result, DriftLog Drifts) Run(int seed, bool isAligned, bool pauses = true)
    {
        var random = new Random(seed);
        var number = 0;

        // Of many splits in one subtask more is held than there is room for where that does not grow with them.
        var wide = pauses && seed % 4 == 0 ? 0 : -1;
        var sources = Enumerable.Range(0, 3).Select(source => Enumerable.Range(0, source == wide ? random.Next(50, 100) : random.Next(1, pauses ? 3 : 12)).Select(split =>
        {
            var at = random.Next(0, 100);
            var step = random.Next(1, source == wide ? 200 : 30);
            return Enumerable.Range(0, random.Next(0, source == wide ? 7 : 40)).Select(_ => new Reading(source, split, number++, at += random.Next(0, step))).ToArray();
        }).ToArray()).ToArray();
        var drifts = new DriftLog(sources.SelectMany(splits => splits).ToList());
        var output = new Output<int>(seed);

        var result = new JobSimulation(parallelism => Build(parallelism, sources, drifts, output, isAligned, pauses), Suite.Options(seed, output.Disturb)).Run();

        output.Committed.Order().ShouldBe(Enumerable.Range(0, number));
        return (result, drifts);
    }

    private static JobGraph Build(int parallelism, Reading[][][] sources, DriftLog drifts, Output<int> output, bool isAligned, bool pauses)
    {
        var job = new JobBuilder("aligned") { Parallelism = parallelism, MaxParallelism = 16 };
        drifts.Restart();
        var streams = sources.Select((splits, source) => job.FromSource(
            pauses ? new CollectionSource<Reading>(splits) { FetchSize = 1 } : new Unpausing<Reading>(new CollectionSource<Reading>(splits) { FetchSize = 1 }),
            Watermarks(drifts, isAligned),
            string.Create(CultureInfo.InvariantCulture, $"source-{source}"))).ToList();
        streams[0].Union(streams[1], streams[2]).Map(r => r.Number).Rebalance().SinkTo(output.Sink);
        return job.Build();
    }

    private static WatermarkStrategy<Reading> Watermarks(DriftLog drifts, bool isAligned)
    {
        var watermarks = WatermarkStrategy<Reading>.Generated(() => new Logging(drifts)).WithTimestamps(r => r.At);
        return isAligned ? watermarks.WithAlignment("all", TimeSpan.FromMilliseconds(Drift)) : watermarks;
    }

    /// <summary>A source whose reader knows nothing of pauses.</summary>
    private sealed class Unpausing<T>(ISource<T> source) : ISource<T>
    {
        public string Description => source.Description;

        public bool IsBounded => source.IsBounded;

        public ISplitSerializer SplitSerializer => source.SplitSerializer;

        public ISplitEnumerator CreateEnumerator(ISplitEnumeratorContext context) => source.CreateEnumerator(context);

        public ISourceReader<T> CreateReader(ISubtaskContext context) => new Reader(source.CreateReader(context));

        private sealed class Reader(ISourceReader<T> reader) : ISourceReader<T>
        {
            public void Add(IReadOnlyList<SourceSplit> splits) => reader.Add(splits);

            public bool TryRead(out SourceFetch<T> fetch) => reader.TryRead(out fetch);

            public void Dispose() => reader.Dispose();
        }
    }

    private sealed class Logging(DriftLog drifts) : WatermarkGenerator<Reading>
    {
        public override void OnRecord(Reading record, long timestamp, WatermarkOutput output)
        {
            drifts.Read(record, output.Watermark);
            output.Emit(timestamp);
        }
    }

    /// <summary>Knows of every split how far it has been read at the least, and how far ahead of all others a split was when it was read on.</summary>
    private sealed class DriftLog(IReadOnlyList<Reading[]> splits)
    {
        private readonly Dictionary<(int, int), (int Read, long Watermark)> _read = [];

        public long Worst { get; private set; }

        /// <summary>What was read is forgotten: a restored split goes on from where some checkpoint had it.</summary>
        public void Restart() => _read.Clear();

        public void Read(Reading record, long before)
        {
            var key = (record.Source, record.Split);
            if (before != Operators.Time.Watermarks.Min)
            {
                // Of a split that has not been read since the restart it is not known where it stands, unless it has not begun: then it has no watermark.
                var others = splits.Where(s => s.Length > 0 && (s[0].Source, s[0].Split) != key)
                    .Where(s => _read.TryGetValue((s[0].Source, s[0].Split), out var at) && at.Read < s[^1].Number)
                    .Select(s => _read[(s[0].Source, s[0].Split)].Watermark);
                Worst = Math.Max(Worst, others.Select(other => before - other).DefaultIfEmpty(0).Max());
            }

            // What is read again behind a failure says nothing new of how far it was.
            (int Read, long Watermark) last = _read.GetValueOrDefault(key, (record.Number, record.At));
            _read[key] = (Math.Max(last.Read, record.Number), Math.Max(last.Watermark, record.At));
        }
    }
}
