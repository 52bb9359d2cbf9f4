using System.Linq.Expressions;
using AkkaStreamProc.Bench.Measuring;
using AkkaStreamProc.Bench.Shared;
using AkkaStreamProc.Operators.Functions;
using AkkaStreamProc.Operators.Jobs;
using AkkaStreamProc.Operators.Streams;
using AkkaStreamProc.Operators.Time;
using AkkaStreamProc.Operators.Windows;

namespace AkkaStreamProc.Bench.Processing;

/// <summary>Functions with state and timers, as real jobs, against loops for one thread that do the same.</summary>
internal sealed class ProcessFunctions : IBenchmark
{
    public string Name => "process-functions";

    public string Question => "deduplication, sessions and fraud with state and timers, and joins: source, shuffle, function; of the speed of hand-written loops";

    public async Task RunAsync(BenchmarkArguments arguments, Report report)
    {
        var size = ((int)arguments.Number("samples", 5), (int)arguments.Number("events", 5_000_000));
        var chosen = arguments.Choice("function", 1, 2, 3, 4, 5, 6, 7);
        await using var system = new BenchSystem();
        if (chosen.Contains(1))
        {
            await MeasureAsync(
                system, "dedup", 0.25, size, Deduplication.At, e => e.Time, stream => stream.KeyBy(e => e.Key).Process(static () => new Deduplication.Function()), e => e.Time, Deduplication.ByHand, report);
        }

        if (chosen.Contains(7))
        {
            await MeasureAsync(
                system,
                "dedup by ttl",
                0.4,
                size,
                Deduplication.At,
                e => e.Time,
                stream => stream.KeyBy(e => e.Key).Process(static () => new Deduplication.ExpiringFunction()),
                e => e.Time,
                Deduplication.ByHandAndClock,
                report);
        }

        if (chosen.Contains(2))
        {
            await MeasureAsync(
                system, "session", 0.6, size, Sessions.At, e => e.Time, stream => stream.KeyBy(e => e.Key).Process(static () => new Sessions.Function()), Sessions.NumberOf, Sessions.ByHand, report);
        }

        if (chosen.Contains(3))
        {
            await MeasureAsync(
                system, "fraud", 0.4, size, Fraud.At, p => p.Time, stream => stream.KeyBy(p => p.Card).Process(static () => new Fraud.Function()), a => a.Time + (long)a.Small, Fraud.ByHand, report);
        }

        if (chosen.Contains(4))
        {
            await MeasureAsync(
                system, "session windows", 0.3, size, Sessions.At, e => e.Time, Windows, r => r.Value * (r.Window.End - Sessions.GapMs - r.Window.Start), Sessions.ByHand, report);
        }

        if (chosen.Contains(5))
        {
            await MeasureAsync(
                system,
                "interval join",
                0.3,
                size,
                Joins.At,
                e => e.Time,
                stream => Connect(stream).Within(TimeSpan.Zero, TimeSpan.FromMilliseconds(Joins.WithinMs)).Join((first, second) => new Pair(first.Time, second.Time)),
                pair => pair.Second - pair.First,
                Joins.WithinByHand,
                report);
        }

        if (chosen.Contains(6))
        {
            await MeasureAsync(
                system,
                "join as of",
                0.3,
                size,
                Joins.At,
                e => e.Time,
                stream => Connect(stream).AsOf(Retention.ForEver).Join((first, second) => new Pair(first.Time, second.Time)),
                pair => pair.First - pair.Second,
                Joins.AsOfByHand,
                report);
        }
    }

    private static ConnectedStreams<Event, Event, long> Connect(DataStream<Event> stream) =>
        stream.Where(e => Joins.IsFirst(e.Time)).KeyBy(e => e.Key).Connect(stream.Where(e => !Joins.IsFirst(e.Time)).KeyBy(e => e.Key));

    /// <summary>The same sessions by the verb, which counts them.</summary>
    private static DataStream<WindowResult<long, long>> Windows(DataStream<Event> stream) =>
        stream.KeyBy(e => e.Key).Window(SessionWindows.OfEventTime(TimeSpan.FromMilliseconds(Sessions.GapMs))).Count();

    private static async Task MeasureAsync<T, TOut>(
        BenchSystem system,
        string what,
        double required,
        (int Samples, int Events) size,
        Func<long, T> at,
        Expression<Func<T, long>> time,
        Func<DataStream<T>, DataStream<TOut>> declare,
        Func<TOut, long> number,
        Func<int, Outcome> byHand,
        Report report)
    {
        var (hand, ours, elapsed, allocated) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var expected = default(Outcome);
        for (var sample = 0; sample < size.Samples; sample++)
        {
            hand.Add(Cost.Of(() => expected = byHand(size.Events)).ProcessorNanosecondsEach(size.Events));
            var source = new ArraySource<T>(new EventBlock<T>(size.Events, at), 1, 1);
            var sink = new SummingSink<TOut>(number);
            var job = new JobBuilder(system.NextJobName());
            declare(job.FromSource(source, WatermarkStrategy<T>.Monotonous().WithTimestamps(time))).SinkTo(sink);
            var before = GC.GetTotalAllocatedBytes();
            await system.RunAsync(job.Build());
            allocated.Add((GC.GetTotalAllocatedBytes() - before) / (double)size.Events);
            var cost = sink.LastWrite - source.FirstRead!.Value;
            ours.Add(cost.ProcessorNanosecondsEach(size.Events));
            elapsed.Add(cost.NanosecondsEach(size.Events));
            ArgumentOutOfRangeException.ThrowIfNotEqual(sink.Outcome, expected);
        }

        report.Line($"{what}: {size.Events:N0} events, {expected.Count:N0} results, sum {expected.Sum:N0}; by hand {hand.Median():F0} ns, ours {ours.Median():F0} ns of processor, {elapsed.Median():F0} ns on the clock, {allocated.Median():F1} bytes allocated an event");
        report.AtLeast($"{what}, ratio of speeds", hand.Zip(ours, (h, o) => h / o).Median(), required);
    }

    private readonly record struct Pair(long First, long Second);
}
