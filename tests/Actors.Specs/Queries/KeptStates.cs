using System.Collections.Concurrent;
using AkkaStreamProc.Actors.Specs.Support;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Plans;
using AkkaStreamProc.Operators.Sinks;
using AkkaStreamProc.Operators.Sources;
using AkkaStreamProc.Operators.Time;

namespace AkkaStreamProc.Actors.Specs.Queries;

/// <summary>A job that keeps something of each kind for each key: the times of its visits, in five ways.</summary>
internal static class KeptStates
{
    public static JobGraph Job(
        string name, ISource<Visit> source, ISink<long> sink, int parallelism = 1, Func<Visit, Visit>? through = null, Progress? progress = null)
    {
        var job = new JobBuilder(name) { Parallelism = parallelism };
        job.FromSource(source, WatermarkStrategy<Visit>.Monotonous().WithTimestamps(v => v.Time))
            .Map(through ?? (static v => v))
            .KeyBy(v => v.Key)
            .Process(() => new Keep(progress), "keep")
            .SinkTo(sink, "out");
        return job.Build();
    }

    /// <summary>How far the function is with each key, told around every write.</summary>
    public sealed class Progress
    {
        public ConcurrentDictionary<int, long> Begun { get; } = new();

        public ConcurrentDictionary<int, long> Done { get; } = new();
    }

    private sealed class Keep(Progress? progress) : ProcessFunction<int, Visit, long>
    {
        private ValueState<long> _count = null!;
        private ValueState<long?> _nothing = null!;
        private ListState<long> _times = null!;
        private MapState<string, int> _byDigit = null!;
        private ReducingState<long> _latest = null!;
        private AggregatingState<long, string> _text = null!;

        public override void Open(StateDeclarations states)
        {
            _count = states.Value<long>("count");
            _nothing = states.Value<long?>("nothing");
            _times = states.List<long>("times");
            _byDigit = states.Map<string, int>("by-digit");
            _latest = states.Reducing<long>("latest", Math.Max);
            _text = states.Aggregating("text", new Joined());
        }

        public override void Process(Visit record, ProcessContext<int, long> context)
        {
            var count = _count.Value + 1;
            progress?.Begun[record.Key] = count;
            // Half of a change, which nobody may see.
            _count.Value = -count;
            _times.Add(record.Time);
            var digit = (record.Time / 10 % 10).ToString(System.Globalization.CultureInfo.InvariantCulture);
            _byDigit[digit] = _byDigit.GetValueOrDefault(digit) + 1;
            _latest.Add(record.Time);
            _text.Add(record.Time);
            _nothing.Value = null;
            _count.Value = count;
            progress?.Done[record.Key] = count;
            context.Emit(count);
        }
    }

    private sealed class Joined : IAggregateFunction<long, List<long>, string>
    {
        public List<long> CreateAccumulator() => [];

        public List<long> Add(List<long> accumulator, long value)
        {
            accumulator.Add(value);
            return accumulator;
        }

        public string GetResult(List<long> accumulator) => string.Join("+", accumulator);
    }
}
